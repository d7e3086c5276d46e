//! (being laid)
use axum::{extract::Request, http::Uri, response::{IntoResponse, Redirect, Response}};
use crate::{Staff, route::Route};
pub fn routes() -> Vec<Route> { Vec::new() }
pub fn redirect(_uri: &Uri) -> Redirect { Redirect::to(crate::urls::SIGN_IN) }
pub async fn keep_form(_staff: &Staff, _request: Request) -> Response { Redirect::to(crate::urls::SIGN_IN).into_response() }
