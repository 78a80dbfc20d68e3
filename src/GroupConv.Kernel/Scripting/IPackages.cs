namespace GroupConv.Kernel.Scripting;

/// <summary>Loads the packages of <c>#r "nuget:..."</c> and <c>#i "nuget:..."</c>.</summary>
internal interface IPackages
{
    /// <summary>Whether a target is a package or a package source.</summary>
    /// <param name="target">The text between the quotes.</param>
    bool IsPackage(string target);

    /// <summary>Loads packages, all in one restore so that their versions fit together.</summary>
    /// <param name="lines">Lines for which <see cref="IsPackage"/> holds, in order.</param>
    /// <param name="host">The session.</param>
    /// <param name="cancellation">Cancels the restore.</param>
    /// <returns>Null for success.</returns>
    CellFailure? Load(IReadOnlyList<CellReference> lines, ICellHost host, CancellationToken cancellation);
}

/// <summary>The session, for packages and magics.</summary>
internal interface ICellHost
{
    /// <summary>The magics.</summary>
    IReadOnlyCollection<IMagic> Magics { get; }

    /// <summary>The notebook's variables.</summary>
    IScriptVariables Variables { get; }

    /// <summary>Adds assemblies for the next cells.</summary>
    /// <param name="compile">Compile-time assemblies: absolute paths.</param>
    /// <param name="run">Run-time assemblies: absolute paths.</param>
    /// <param name="folders">Folders of native libraries: absolute paths.</param>
    /// <returns>One line for each assembly that the session keeps in an older version.</returns>
    IReadOnlyList<string> AddLibraries(IEnumerable<string> compile, IEnumerable<string> run, IEnumerable<string> folders);

    /// <summary>Runs the text of another cell within the running one.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="name">The name of the cell in traces.</param>
    CellFailure? RunCell(string code, string name);
}
