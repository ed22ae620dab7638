//! A shop as a native program. The crate opens no connection, so it works with any HTTP client: here `reqwest` sends what
//! [`Client::prepare`] made, and [`Client::finish`] reads what came. An order is made, its notification is verified, and
//! the gateway is asked what became of it. The gateway is read from its spec, as one of your own would be;
//! `paysign::gateway::named` has those of the crate.
//!
//! Try it with the sandbox (`npm run sandbox`), which prints the address and the test merchant:
//!
//! ```sh
//! cargo run --example native -- src/gateway/yinqiantong.json http://127.0.0.1:4980/yinqiantong-v2 00000000 APP_SECRET
//! ```

#![allow(clippy::print_stdout)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use paysign::{
    Answer, Answered, Client, Error, ErrorKind, Event, Gateway, Incoming, Input, Method, Moment, Request, Response,
    Sent, Settings,
};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
/// Names in lower case, and values.
type Headers = Vec<(String, String)>;

fn main() -> Outcome<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [spec, base, app_id, app_secret] = given.as_slice() else {
        return Err("it takes the gateway's spec and address, the application's id and its secret".into());
    };
    let gateway = Gateway::from_json(&std::fs::read_to_string(spec)?)?.choose(&[("version", "v2")])?;
    let shop = Shop::new(gateway, base, app_id, app_secret)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let notify_url = format!("http://{}/notify", listener.local_addr()?);

    let number = format!("A{}", now().as_millis());
    let order = [
        ("client_out_trade_no", number.as_str()),
        ("channel", "wechat"),
        ("platform", "h5"),
        ("money", "990"), // 9.90 yuan
        ("client_ip", "192.0.2.1"),
        ("notify_url", &notify_url),
    ];
    let made = shop.call("createOrder", &order)?;
    println!("created {}", made.text("out_trade_no").unwrap_or_default());

    let (stream, _) = listener.accept()?;
    let event = shop.take(stream)?;
    let same = event.answer.text("client_out_trade_no") == Some(&number) && event.answer.text("money") == Some("990");
    println!("notified {}", if same { "of this order" } else { "of another order" });

    let state = shop.call("queryOrder", &[("client_out_trade_no", &number)])?;
    println!("{}", state.text("status").unwrap_or_default());
    Ok(())
}

/// What a shop needs: the gateway with its keys, and a way to send.
struct Shop {
    client: Client,
    http: reqwest::blocking::Client,
}

impl Shop {
    fn new(gateway: &'static Gateway, base: &str, app_id: &str, app_secret: &str) -> Outcome<Self> {
        let texts = vec![
            ("base", base.as_bytes()),
            ("appId", app_id.as_bytes()),
            ("appSecret", app_secret.as_bytes()),
        ];
        let http = reqwest::blocking::Client::builder()
            .redirect(reqwest::redirect::Policy::none()) // a signed request goes to the gateway and nowhere else
            .timeout(Duration::from_secs(10));
        Ok(Self {
            client: Client::new(
                gateway,
                &Settings {
                    texts,
                    ..Settings::default()
                },
            )?,
            http: http.build()?,
        })
    }

    /// One call: prepared, sent, read.
    fn call(&self, name: &str, fields: &[(&str, &str)]) -> Outcome<Answer> {
        let call = self.client.gateway().call(name).ok_or("there is no such call")?;
        let input = fields
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Input::from((*text).to_owned())))
            .collect();
        let moment = Moment {
            millis: u64::try_from(now().as_millis())?,
            nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS", // this gateway asks for none; of others: random, new each time
            token: None,
        };
        let request = self.client.prepare(call, &input, &moment)?;
        let answered = self.send(&request).map_err(|error| {
            let never = Sent::Never { again: true };
            let sent = if error.is_connect() { never } else { Sent::Perhaps };
            // It says whether the order may have been made all the same.
            self.client
                .lost(call, Some(&request), ErrorKind::Network, sent, &error.to_string())
        });
        let (status, content_type, body) = answered?;
        let response = Response {
            status,
            content_type: content_type.as_deref(),
            location: None,
            body: &body,
        };
        match self.client.finish(call, &request, response)? {
            Answered::One(answer) => Ok(answer),
            Answered::Many(_) => Err("a list, where one order was asked for".into()),
        }
    }

    fn send(&self, request: &Request) -> reqwest::Result<(u16, Option<String>, Vec<u8>)> {
        let builder = match request.method {
            Method::Get => self.http.get(&request.url),
            Method::Post => self.http.post(&request.url),
        };
        let headed = request
            .headers
            .iter()
            .fold(builder, |builder, (name, value)| builder.header(name, value));
        let response = headed.body(request.body.clone().unwrap_or_default()).send()?;
        let content_type = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        Ok((response.status().as_u16(), content_type, response.bytes()?.to_vec()))
    }

    /// One notification, from any HTTP server: this one reads a request by hand. It is answered as the gateway expects.
    fn take(&self, stream: TcpStream) -> Outcome<Event> {
        let (headers, body) = read_request(&stream)?;
        let header = |name: &str| {
            headers
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        };
        let notification = self
            .client
            .gateway()
            .notification("parseNotification")
            .ok_or("there is no such notification")?;
        let content_type = header("content-type");
        let incoming = Incoming {
            body: &body,
            content_type: content_type.as_deref(),
            header: &header,
            seconds: now().as_secs(),
        };
        let event: Result<Event, Error> = self.client.notification(notification, &incoming);
        let (status, reply) = if event.is_ok() {
            (200, notification.success)
        } else {
            (400, notification.failure)
        };
        let length = reply.body.len();
        write!(
            &stream,
            "HTTP/1.1 {status} \r\ncontent-type: {}\r\ncontent-length: {length}\r\n\r\n{}",
            reply.content_type, reply.body
        )?;
        Ok(event?)
    }
}

/// The headers of a request, and its body.
fn read_request(stream: &TcpStream) -> Outcome<(Headers, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            None if line.trim_end().is_empty() => break,
            None => {} // the first line
        }
    }
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .ok_or("the body has no length")?;
    let mut body = vec![0; length.1.parse::<usize>()?.min(paysign::MAX_BODY)];
    reader.read_exact(&mut body)?;
    Ok((headers, body))
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
