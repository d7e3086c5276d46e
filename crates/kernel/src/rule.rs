//! Identifiers of the rules of law, as the rule table names them.

use std::fmt;

/// The identifier of a rule, `R-50` for instance. Every refusal bears one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
