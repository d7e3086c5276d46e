//! What people are to be told: each kind on its days, and bounds that find the same for
//! storage.

mod bounds;
mod case;
mod kinds;
