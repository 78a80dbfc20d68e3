"""Jupyter's conformance test against this kernel, with a sample of everything it supports."""
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel

PATIENCE = 240  # seconds; its own 15 are too few on a busy machine
jupyter_kernel_test.TIMEOUT = PATIENCE


class GroupConvKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "groupconv"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("test");'
    completion_samples = [{"text": "#!csh", "matches": {"#!csharp"}}, {"text": "#!groupconv wi", "matches": {"wiring"}}, {"text": "Console.WriteL", "matches": {"WriteLine"}}]
    complete_code_samples = ["1", 'Console.WriteLine("hi");', "#!csharp\nvar x = 1;"]
    incomplete_code_samples = ['var s = """hi', "for (var i = 0; i < 3; i++) {"]
    invalid_code_samples = ["int = 7q;"]
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "new[] { 1, 2 }", "mime": "text/html"},
        {"code": "await Task.FromResult(4)", "result": "4"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": "42.Display();", "mime": "text/plain"},
    ]
    code_inspect_sample = "Console.WriteLine"
    code_page_something = "Console.WriteLine?"
    code_history_pattern = "1 + 2*"
    supported_history_operations = ("tail", "range", "search")
    code_clear_output = "ClearOutput();"

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=cls.kernel_name, startup_timeout=PATIENCE)

    def history_helper(self, execute_first, timeout=PATIENCE, **histargs):
        return super().history_helper(execute_first, timeout=timeout, **histargs)

    def execute_helper(self, code, timeout=PATIENCE, **kwargs):
        reply, outputs = super().execute_helper(code, timeout=timeout, **kwargs)
        if reply["content"]["status"] == "error":
            print(reply["content"])  # the reason, beside the test that it fails
        return reply, outputs


if __name__ == "__main__":
    unittest.main()
