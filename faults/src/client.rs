//! A plain HTTP client, one connection a request: it must tell an answer from a broken connection and nothing else. It
//! speaks only to this machine.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// After this long an answer is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came back.
pub struct Answer {
    /// Status code.
    pub status: u16,
    head: String,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// The session cookie it sets, as it is sent back.
    pub fn session(&self) -> Option<String> {
        let set = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut cookies =
            set.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value);
        let session =
            cookies.find(|value| value.starts_with("shanzhi=") || value.starts_with("__Host-shanzhi="))?;
        session.split(';').next().map(str::to_owned)
    }

    /// The value of a field of a form in it.
    pub fn field(&self, name: &str) -> Option<String> {
        let named = format!("name=\"{name}\"");
        let tag = self.body.split('<').find(|tag| tag.contains(&named) && tag.contains("value=\""))?;
        Some(tag.split_once("value=\"")?.1.split('"').next()?.to_owned())
    }
}

/// Asks for a page.
pub fn get(at: SocketAddr, path: &str, cookie: &str) -> io::Result<Answer> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: {at}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    exchange(at, head.as_bytes())
}

/// Sends a form.
pub fn post(at: SocketAddr, path: &str, cookie: &str, form: &[(&str, &str)]) -> io::Result<Answer> {
    let pairs: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    let body = pairs.join("&");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {at}\r\norigin: http://{at}\r\ncookie: {cookie}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange(at, head.as_bytes())
}

/// Announces a body of `announced` bytes, sends what there is of it, and goes away without a word.
pub fn break_off(
    at: SocketAddr,
    path: &str,
    boundary: &str,
    body: &[u8],
    announced: usize,
) -> io::Result<()> {
    let mut stream = TcpStream::connect(at)?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {at}\r\norigin: http://{at}\r\n\
         content-type: multipart/form-data; boundary={boundary}\r\ncontent-length: {announced}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}

fn exchange(at: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head, body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned() })
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
