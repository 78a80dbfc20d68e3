using System.Text.Json;
using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>execute_request</c>: runs a cell.</summary>
/// <param name="session">Runs C#.</param>
/// <param name="running">Holds the running cell, for interrupts.</param>
/// <param name="input">Receives input_reply messages.</param>
/// <param name="backlog">Limits the output that waits for slow clients.</param>
/// <param name="history">Records the cells.</param>
/// <param name="pager">Answers cells such as <c>name?</c>.</param>
/// <param name="abortWaiting">Aborts the requests that wait in the queue.</param>
internal sealed class ExecuteHandler(
    ScriptSession session,
    RunningCell running,
    InputReplies input,
    Backlog backlog,
    History history,
    Pager pager,
    Action abortWaiting) : IMessageHandler
{
    private int _count;

    /// <inheritdoc/>
    public string RequestType => "execute_request";

    /// <summary>Replies to a cell that is not run because one before it failed.</summary>
    /// <param name="exchange">Its request.</param>
    public void Abort(Exchange exchange) => exchange.Reply("execute_reply", new ExecuteAbortedReply(_count));

    /// <inheritdoc/>
    public void Handle(Exchange exchange)
    {
        var request = exchange.Request;
        string code = request.Text("code");
        bool silent = request.Flag("silent", absent: false);
        bool counts = !silent && request.Flag("store_history", absent: true);
        if (counts)
            _count++;
        if (!silent)
            exchange.Publish("execute_input", new ExecuteInputContent(code, _count));

        if (pager.Answer(code) is { } page)
        {
            if (counts)
                history.Add(_count, code, null);
            exchange.Reply("execute_reply", new ExecuteReply(_count, [page], UserExpressions(request)));
            return;
        }

        using var output = new KernelCellOutput(exchange, input, backlog, _count, silent);
        var failure = running.Run(token => session.Run(code, _count, output, token));
        output.Flush();
        if (counts)
            history.Add(_count, code, output.ResultText);

        if (failure is null)
        {
            exchange.Reply("execute_reply", new ExecuteReply(_count, [], UserExpressions(request)));
            return;
        }

        if (!silent)
            exchange.Publish("error", new ErrorContent(failure.Name, failure.Message, failure.Traceback));
        if (request.Flag("stop_on_error", absent: true))
            abortWaiting();
        exchange.Reply("execute_reply", new ExecuteErrorReply(_count, failure.Name, failure.Message, failure.Traceback));
    }

    private Dictionary<string, object> UserExpressions(Message request)
    {
        var answers = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!request.Content.TryGetProperty("user_expressions", out var asked) || asked.ValueKind != JsonValueKind.Object)
            return answers;

        foreach (var expression in asked.EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.String))
        {
            try
            {
                answers[expression.Name] = new
                {
                    Status = "ok",
                    Data = ValueBundle.Of(session.Evaluate(expression.Value.GetString()!)),
                    Metadata = new Dictionary<string, object>(),
                };
            }
            catch (Exception e)
            {
                answers[expression.Name] = new ErrorReply(e.GetType().Name, e.Message, [e.Message]);
            }
        }

        return answers;
    }
}
