# Sourced by ./test --coverage. Runs every test project under coverlet, one after another, and prints the covered lines of each product project.
# Jupyter kernels that tests start are included: they load the instrumented assemblies and write their hits when they end.

# The microkernels are excluded, because counting lines would slow their loops down many times. Test vectors, guard pages and runs with
# each instruction set cover them.
coverage_settings() {
    local bin=$1
    cat <<XML
<RunSettings>
  <DataCollectionRunSettings>
    <DataCollectors>
      <DataCollector friendlyName="XPlat Code Coverage">
        <Configuration>
          <Format>cobertura</Format>
          <Include>[GroupConv.*]*</Include>
          <Exclude>[GroupConv.*.Tests]*,[GroupConv.Fuzz]*,[GroupConv.Bench]*,[GroupConv.Core]GroupConv.Core.Kernels.*</Exclude>
          <ExcludeByAttribute>GeneratedCodeAttribute,CompilerGeneratedAttribute</ExcludeByAttribute>
          <IncludeDirectory>$bin/private</IncludeDirectory>
          <SingleHit>true</SingleHit>
        </Configuration>
      </DataCollector>
    </DataCollectors>
  </DataCollectionRunSettings>
</RunSettings>
XML
}

# run_with_coverage RESULTS ARGS...: runs the tests; the exit status is that of the last failed run, or 0.
run_with_coverage() {
    local results=$1 status=0 packages collector project bin dll symbols
    shift
    packages=$(dotnet nuget locals global-packages --list)
    collector=$(find "${packages#*: }coverlet.collector" -name coverlet.collector.dll -printf '%h\n' | sort | tail -1)
    for project in tests/*.Tests; do
        bin=$PWD/artifacts/bin/$(basename "$project")/release
        coverage_settings "$bin" >"$bin.runsettings"

        # coverlet needs symbols next to the assemblies, and the private engine is copied without them.
        for dll in "$bin"/private/GroupConv.*.dll; do
            symbols=artifacts/bin/$(basename "$dll" .dll)/release/$(basename "$dll" .dll).pdb
            [[ -e $symbols ]] && cp "$symbols" "$bin/private/"
        done
        dotnet test "$bin/$(basename "$project").dll" --collect "XPlat Code Coverage" --settings "$bin.runsettings" \
            --test-adapter-path "$collector" --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" "$@" || status=$?
    done
    return "$status"
}

# print_coverage RESULTS: a line counts as covered if any test project covers it.
print_coverage() {
    python3 - "$1" <<'PY'
import collections, glob, sys, xml.etree.ElementTree as xml
lines = collections.defaultdict(dict)
for file in glob.glob(sys.argv[1] + "/**/coverage.cobertura.xml", recursive=True):
    for package in xml.parse(file).getroot().iter("package"):
        for group in package.iter("class"):
            for line in group.iter("line"):
                at = (group.get("filename"), line.get("number"))
                found = lines[package.get("name")]
                found[at] = found.get(at, False) or int(line.get("hits")) > 0
print("Covered lines:")
for name, found in sorted(lines.items()):
    print(f"  {name:<32} {100 * sum(found.values()) / len(found):5.1f} %  ({sum(found.values())} of {len(found)})")
PY
}
