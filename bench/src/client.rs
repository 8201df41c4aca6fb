//! A plain HTTP/1.1 client over kept-alive connections: as little as measures the server and not itself. It speaks
//! only to addresses of this machine.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One kept-alive connection with its session cookie.
pub struct Client {
    stream: TcpStream,
    host: String,
    cookie: String,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// The head, as text.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first problem a page speaks of, for messages.
    pub fn summary(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let from = body.find("error").unwrap_or(0);
        body[from..].chars().take(300).collect()
    }

    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Client {
    /// Connects to a server on this machine; anywhere else is refused.
    pub async fn connect(to: SocketAddr) -> io::Result<Client> {
        if !matches!(to.ip(), IpAddr::V4(ip) if ip.is_loopback()) {
            return Err(io::Error::other("load is sent to this machine only"));
        }
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Client {
            stream,
            host: to.to_string(),
            cookie: String::new(),
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Signs in as one of the demo county's accounts.
    pub async fn sign_in(&mut self, login: &str) -> io::Result<()> {
        let answer = self.post("/sign-in/demo", &[("login", login)]).await?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        self.cookie =
            cookie.ok_or_else(|| io::Error::other(format!("{login} was not signed in")))?.to_owned();
        Ok(())
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n\r\n", self.host, self.cookie);
        self.send(request.as_bytes()).await
    }

    /// POST of a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> io::Result<Answer> {
        let mut body = String::new();
        for (name, value) in form {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(name);
            body.push('=');
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    body.push(char::from(byte));
                } else {
                    body.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: http://{}\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            self.host,
            self.cookie,
            body.len()
        );
        self.send(request.as_bytes()).await
    }

    /// POST of a form with room for files, as from an address behind the proxy of this machine.
    pub async fn post_parts(&mut self, path: &str, form: &[(&str, &str)], from: &str) -> io::Result<Answer> {
        const MARK: &str = "bench-7d1f0c";
        let mut body = String::new();
        for (name, value) in form {
            body.push_str(&format!(
                "--{MARK}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!("--{MARK}--\r\n"));
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: http://{}\r\nx-forwarded-for: {from}\r\ncookie: {}\r\n\
             content-type: multipart/form-data; boundary={MARK}\r\ncontent-length: {}\r\n\r\n{body}",
            self.host,
            self.host,
            self.cookie,
            body.len()
        );
        self.send(request.as_bytes()).await
    }

    async fn send(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end;
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head, body: Vec::new() };
        let start = end + 4;
        if answer.header("transfer-encoding").is_some() {
            while !self.buffer[start..].ends_with(b"0\r\n\r\n") {
                if self.stream.read_buf(&mut self.buffer).await? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            answer.body = self.buffer[start..].to_vec();
            return Ok(answer);
        }
        let length: usize = answer.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
        while self.buffer.len() < start + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        answer.body = self.buffer[start..start + length].to_vec();
        Ok(answer)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
