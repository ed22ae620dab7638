//! What Yinqiantong (银钱通) pays with, which no spec says: its `pay_body`, a page, a link or an SDK's parameters.

mod pay_body;

pub use pay_body::{FormMethod, MAX_PAY_BODY, PayAction, check_pay_hosts, parse_pay_body};
