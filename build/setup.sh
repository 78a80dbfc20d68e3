# Sourced by ./run and ./test. What the machine must have, installed where that is possible, named where it is not.

say() { printf '%s\n' "$*" >&2; }

# The .NET 10 SDK is the one thing we do not install.
need_dotnet() {
    if ! command -v dotnet >/dev/null 2>&1; then
        say "GroupConv needs the .NET 10 SDK: no 'dotnet' is on the PATH. Install the SDK (package dotnet-sdk-10.0), then run this again."
        exit 1
    fi
    if ! dotnet --version >/dev/null 2>&1; then
        say "GroupConv needs a .NET SDK that global.json accepts (10.0.100 or a later 10.0 band). Installed:"
        dotnet --list-sdks >&2
        exit 1
    fi
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
    # Build servers would outlive this script.
    export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
}

# need_packages COMMAND-OR-FILE:PACKAGE ...: installs the Debian packages whose command or file is missing.
need_packages() {
    local missing=() pair
    for pair in "$@"; do
        local probe=${pair%%:*} package=${pair#*:}
        if [[ $probe == /* ]]; then
            [[ -e $probe ]] || missing+=("$package")
        else
            command -v "$probe" >/dev/null 2>&1 || missing+=("$package")
        fi
    done
    [[ ${#missing[@]} -eq 0 ]] && return
    if [[ $(id -u) -ne 0 ]]; then
        say "These Debian packages are missing. Install them, then run this again:"
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
        exit 1
    fi
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # The package lists may be missing or stale on a fresh machine.
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >&2 || {
        say "Could not install ${missing[*]} (see above)."
        exit 1
    }
}
