namespace GroupConv.Kernel.Scripting;

/// <summary>Answers the lines of cells that name packages: <c>#r "nuget:..."</c> and <c>#i "nuget:..."</c>.</summary>
internal interface IPackages
{
    /// <summary>Whether a target names a package or a source of packages.</summary>
    /// <param name="target">What stands between the quotes.</param>
    bool IsPackage(string target);

    /// <summary>Loads what the lines ask for, all at once so that the versions fit together.</summary>
    /// <param name="lines">Lines for which <see cref="IsPackage"/> holds, in their order.</param>
    /// <param name="host">The session that takes the libraries.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>Null where everything is loaded.</returns>
    CellFailure? Load(IReadOnlyList<CellReference> lines, ICellHost host, CancellationToken cancellation);
}

/// <summary>A session, as packages and magics use it.</summary>
internal interface ICellHost
{
    /// <summary>The magics that cells may use.</summary>
    IReadOnlyCollection<IMagic> Magics { get; }

    /// <summary>The notebook's variables.</summary>
    IScriptVariables Variables { get; }

    /// <summary>Adds assemblies for the next cells.</summary>
    /// <param name="compile">What to compile against: absolute paths.</param>
    /// <param name="run">What to load: absolute paths.</param>
    /// <param name="folders">Folders with native libraries: absolute paths.</param>
    /// <returns>What the session has in an older version and keeps: a line each.</returns>
    IReadOnlyList<string> AddLibraries(IEnumerable<string> compile, IEnumerable<string> run, IEnumerable<string> folders);

    /// <summary>Runs the text of another cell within the running one.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="name">What traces call it.</param>
    CellFailure? RunCell(string code, string name);
}
