//! The product as people meet it: the program on PostgreSQL, in a real browser; and what
//! no browser sends.

mod agenda;
mod bad_input;
mod beside;
mod deciding;
mod demo;
mod export;
mod files;
mod forms;
mod import;
mod jobs;
mod letters;
mod life;
mod list;
mod messages;
mod outage;
mod people;
mod printing;
mod reception;
mod round;
mod templates;
mod together;
mod ways;
mod worklist;
