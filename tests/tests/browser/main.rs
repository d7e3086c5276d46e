//! The product as people meet it: the program on PostgreSQL, in a real browser.

mod life;
mod people;
