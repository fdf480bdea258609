# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # decided (by name), sandbox_url and the like are script/server's
# Stand-ins for outside services that nobody has configured. Sourced.

# SERVICE SETTING VALUE: the service counts as configured when the setting in the first column is; else all its rows hold.
# The treasury's key is public (the SHA-256 of "gem sandbox treasury"), and pays out as well: never fund it on a real chain.
sandbox_rows() {
    cat <<ROWS
GEM_MAIL_URL           GEM_MAIL_URL                  sendgrid+$sandbox_url/sendgrid
GEM_MAIL_URL           GEM_MAIL_API_KEY              SG.sandbox
GEM_X_API_URL          GEM_X_API_URL                 $sandbox_url/x
GEM_X_API_URL          GEM_X_AUTHORIZE_URL           $sandbox_url/x/i/oauth2/authorize
GEM_X_API_URL          GEM_X_CLIENT_ID               sandbox-client
GEM_X_API_URL          GEM_X_CLIENT_SECRET           sandbox-secret
GEM_STRIPE_SECRET_KEY  GEM_STRIPE_API_URL            $sandbox_url/stripe
GEM_STRIPE_SECRET_KEY  GEM_STRIPE_SECRET_KEY         sk_test_sandbox
GEM_STRIPE_SECRET_KEY  GEM_STRIPE_WEBHOOK_SECRET     whsec_sandbox
GEM_SOLANA_RPC_URLS    GEM_SOLANA_RPC_URLS           $sandbox_url/solana/a,$sandbox_url/solana/b,$sandbox_url/solana/c
GEM_SOLANA_RPC_URLS    GEM_SOLANA_CLUSTER            devnet
GEM_SOLANA_RPC_URLS    GEM_SOLANA_TREASURY_ADDRESS   $SANDBOX_TREASURY
GEM_SOLANA_RPC_URLS    GEM_SOLANA_PAYOUT_KEY         $SANDBOX_TREASURY_KEY
GEM_SOLANA_RPC_URLS    GEM_SOLANA_USDC_MINT          4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU
GEM_SOLANA_RPC_URLS    GEM_SOLANA_WEBHOOK_AUTH       sandbox-solana-auth-0123456789abcdef0123456789
GEM_PRICE_URLS         GEM_PRICE_URLS                coingecko+$sandbox_url/coingecko/api/v3,pyth+$sandbox_url/pyth
GEM_SHIPPO_API_KEY     GEM_SHIPPO_WEBHOOK_TOKEN      sandbox-shippo-token
GEM_ACTIVITY_SECRET    GEM_ACTIVITY_SECRET           sandbox-activity-secret
GEM_SANCTIONS_FILE     GEM_SANCTIONS_FILE            $state/sandbox/denied-addresses
ROWS
}
SANDBOX_TREASURY=CZxzuSpqJHppAuGekCj9tKnPbkUZNoZCaRMKSyQnZ1ZS
SANDBOX_TREASURY_KEY=5uu8AdS6NAhiwoc31fxXoRNovnG3Jqp4qsPnz62WvK6zQ9bn61TvB2MYGvgEmYqMJPf83yAemhq7KftFUnJn487A

is_configured() { # SETTING
    local file_variable=$1_FILE
    [[ -n ${!1:-}${!file_variable:-} ]]
}

# Without mail settings the whole server is a sandbox, unless its caller says that it is not.
decide_environment() {
    local environment=sandbox
    ! is_configured GEM_MAIL_URL || environment=production
    decided[GEM_ENVIRONMENT]=${GEM_ENVIRONMENT:-$environment}
    [[ ${decided[GEM_ENVIRONMENT]} =~ ^(production|sandbox)$ ]] || fail 'GEM_ENVIRONMENT must be production or sandbox'
}

decide_sandbox() {
    local service setting value
    [[ ${decided[GEM_ENVIRONMENT]} == sandbox ]] || return 0
    choose_sandbox_ports
    sandbox_url=http://127.0.0.1:$sandbox_port
    while read -r service setting value; do
        is_configured "$service" || is_configured "$setting" || decided[$setting]=$value
    done < <(sandbox_rows)
    [[ -e $state/sandbox/denied-addresses ]] || echo '# Nothing is sent to the addresses below.' >"$state/sandbox/denied-addresses"
}

sandbox_command() {
    printf '"%s" ' "$(command -v node)" "$GEM_ROOT/tests/sandbox/sandbox.mjs" --port "$sandbox_port" --smtp-port "$smtp_port" \
        --state "$state/sandbox" --platform "http://127.0.0.1:$port" --clock-file "$state/run/clock" --solana-watch "$SANDBOX_TREASURY" \
        --shippo-webhook-token sandbox-shippo-token
}

# What the sandbox stands in for, for people.
say_sandbox() {
    say_boxed 'The sandbox is on: nothing leaves this machine. No mail is sent, no money moves.' \
        "Services, faults and pages: $sandbox_url" "Mailbox: $sandbox_url/mailbox"
}
