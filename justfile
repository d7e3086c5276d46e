# The everyday recipes: thin calls of cargo and of the developer tasks.

export SQLX_OFFLINE := "true"

# List the recipes.
default:
    @just --list

# Start DomiFa with invented people on http://localhost:8080 (--reset, --port N).
demo *options:
    cargo xtask demo {{ options }}

# Run every test of the workspace, or what the arguments of `cargo test` choose.
test *arguments:
    cargo xtask test {{ arguments }}

# Measure the release server on invented dossiers: `just bench --quick` for one large structure.
bench *options:
    cargo xtask bench {{ options }}

# What the machine can say without running anything; the last two for whoever has them.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    if command -v cargo-deny >/dev/null; then cargo deny check bans licenses sources; fi
    if command -v typos >/dev/null; then typos; fi

# Describe the checked queries again (--check: only fail when that would change something).
prepare *options:
    cargo xtask prepare {{ options }}

# Bring the web assets where they are missing or stale (--force).
assets *options:
    cargo xtask assets {{ options }}
