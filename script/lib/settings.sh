# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# Who gets which setting. Sourced. The one table is src/base/config.def; this reads it, so a setting added there is passed on.
#
# The server puts what it decides itself into `decided`; then comes what the caller has set, then generated secrets.
# A program's settings end in a file of its own that only its user may read, never on a command line.

declare -A decided=()
declare -A generated=()

# setting_rows: NAME required|optional SECRET PROGRAMS, one a line, from rows like
#   SETTING(USER_JWT_KEY, "GEM_USER_JWT_KEY", NULL, API | ADMIN, true, "…")
setting_rows() {
    # shellcheck disable=SC2016 # Perl's variables
    perl -0777 -n -e '
        while (/^SETTING\(\s*\w+,\s*"(\w+)",\s*(NULL|"[^"]*"),\s*([A-Z |\s]+?),\s*(true|false),/mg) {
            print join(" ", $1, $2 eq "NULL" ? "required" : "optional", $4, $3 =~ tr/|\n/  /r), "\n";
        }' "$GEM_ROOT/src/base/config.def"
}

random_characters() { # 48 of them, 288 bits
    head -c 36 /dev/urandom | base64 --wrap=0 | tr '+/' '-_'
}

# Secrets that must be set and are not the database's: made once, kept in DIR/secrets.
load_secrets() {
    local name need secret value file=$state/secrets
    (umask 077 && touch "$file")
    chmod 600 "$file"
    while IFS='=' read -r name value; do
        [[ -z $name ]] || generated[$name]=$value
    done <"$file"
    while read -r name need secret _; do
        [[ $need == required && $secret == true && $name != GEM_DATABASE_URL ]] || continue
        [[ -z ${generated[$name]:-} ]] || continue
        generated[$name]=$(random_characters)
        printf '%s=%s\n' "$name" "${generated[$name]}" >>"$file"
    done < <(setting_rows)
}

# write_setting NAME: one line of a settings file, or none when nobody has set it.
write_setting() {
    local name=$1 file_variable=$1_FILE
    if [[ -n ${decided[$name]+set} ]]; then
        printf 'export %s=%q\n' "$name" "${decided[$name]}"
    elif [[ -n ${!name:-} ]]; then
        printf 'export %s=%q\n' "$name" "${!name}"
    elif [[ -n ${!file_variable:-} ]]; then
        printf 'export %s=%q\n' "$file_variable" "$(realpath -- "${!file_variable}")"
    elif [[ -n ${generated[$name]:-} ]]; then
        printf 'export %s=%q\n' "$name" "${generated[$name]}"
    fi
}

# Of the programs called API, only the outbound pool has these.
OUTBOUND_SECRETS=(GEM_STRIPE_SECRET_KEY GEM_X_CLIENT_SECRET)

gets_setting() { # CLASS SETTING PROGRAMS
    local class=$1 setting=$2 programs=$3
    if [[ $class == OUTBOUND ]]; then
        class=API
    elif [[ $class == API && " ${OUTBOUND_SECRETS[*]} " == *" $setting "* ]]; then
        return 1
    fi
    [[ " $programs " == *' ALL '* || " $programs " == *" $class "* ]]
}

# For sanitizers only: nothing of the product's own.
DEBUGGING_VARIABLES=(ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS)

# write_settings NAME CLASS ROLE: DIR/settings/NAME, which script/lib/run_program and script/gemctl read.
write_settings() {
    local name=$1 class=$2 role=$3 setting programs variable
    decided[GEM_DATABASE_URL]=$(database_url "$role")
    {
        while read -r setting _ _ programs; do
            gets_setting "$class" "$setting" "$programs" || continue
            write_setting "$setting"
        done < <(setting_rows)
        for variable in "${DEBUGGING_VARIABLES[@]}"; do
            [[ -z ${!variable:-} ]] || printf 'export %s=%q\n' "$variable" "${!variable}"
        done
    } >"$state/settings/$name.new"
    mv "$state/settings/$name.new" "$state/settings/$name"
    unset 'decided[GEM_DATABASE_URL]'
}

write_all_settings() {
    local name class role
    (($(setting_rows | wc -l) == $(grep -c '^SETTING(' "$GEM_ROOT/src/base/config.def"))) ||
        fail 'a row of src/base/config.def has a form that script/lib/settings.sh does not read'
    while read -r name _ _ class role _; do
        write_settings "$name" "$class" "$role"
    done < <(program_rows && echo "$CONTROL_ROW")
    : >"$state/settings/none"
    printf 'export GEM_ENVIRONMENT=%q\n' "${decided[GEM_ENVIRONMENT]}" >"$state/settings/sandbox"
}
