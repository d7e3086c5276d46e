//! The one table of routes and of what each of them asks for.

use axum::{handler::Handler, middleware::from_fn_with_state, routing::MethodRouter};
use structures::Action;

use crate::{
    Staff, account, acts, agenda, decisions, details, documents, dossier, files, import, jobs,
    list, live, messages, papers, people, printing, public, reception, request, round, session,
    settings, sign_in, team, worklist,
};

/// What a route asks of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody.
    Nothing,
    /// To be signed in.
    Session,
    /// A role that permits this.
    Permission(Action),
}

/// One route.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path, as axum writes it.
    pub path: &'static str,
    /// What it asks for.
    pub needs: Needs,
    /// Whether pages ask for it by themselves: it then counts as no use of the session.
    pub(crate) unasked: bool,
    handler: MethodRouter<Staff>,
}

impl Route {
    /// A page.
    pub(crate) fn get<H, T>(path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Staff>,
        T: 'static,
    {
        Self {
            method: "GET",
            path,
            needs,
            unasked: false,
            handler: axum::routing::get(handler),
        }
    }

    /// An act.
    pub(crate) fn post<H, T>(path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Staff>,
        T: 'static,
    {
        Self {
            method: "POST",
            path,
            needs,
            unasked: false,
            handler: axum::routing::post(handler),
        }
    }

    /// What pages ask for by themselves, without anybody pressing anything.
    pub(crate) fn unasked(self) -> Self {
        Self {
            unasked: true,
            ..self
        }
    }

    /// The handler behind its guard: who may not pass does not reach it.
    pub(crate) fn guarded(self, staff: &Staff) -> MethodRouter<Staff> {
        match self.needs {
            Needs::Nothing => self.handler,
            Needs::Session | Needs::Permission(_) => self.handler.route_layer(from_fn_with_state(
                (staff.clone(), self.needs, self.unasked),
                session::guard,
            )),
        }
    }
}

/// All routes of the staff application.
#[must_use]
pub fn routes() -> Vec<Route> {
    [
        public::routes(),
        sign_in::routes(),
        account::routes(),
        reception::routes(),
        round::routes(),
        list::routes(),
        worklist::routes(),
        agenda::routes(),
        live::routes(),
        messages::routes(),
        printing::routes(),
        import::routes(),
        jobs::routes(),
        request::routes(),
        documents::routes(),
        papers::routes(),
        dossier::routes(),
        acts::routes(),
        details::routes(),
        people::routes(),
        decisions::routes(),
        files::routes(),
        team::routes(),
        settings::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
