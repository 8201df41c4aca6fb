//! Whom a request counts for when guessing is slowed down: the peer, or behind a proxy on this machine whom the proxy
//! names. Kept in memory only, stored nowhere. Not here: slowing anybody down.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

/// The address a request counts for; an extension of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address(pub IpAddr);

impl Address {
    /// Whom it counts for. A network of the sixth version is one address, because its users choose the lower half
    /// themselves.
    #[must_use]
    pub fn counted_for(peer: IpAddr, headers: &HeaderMap) -> Address {
        let named = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let last = named.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
        Address(match last.filter(|_| peer.is_loopback()).unwrap_or(peer) {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address => address,
        })
    }
}

/// The layer that puts it into the request, where the server knows its peers.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    if let Some(peer) = peer {
        let address = Address::counted_for(peer, request.headers());
        request.extensions_mut().insert(address);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_says_whom_an_attempt_counts_for() {
        let office = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 10.1.2.3".parse().expect("a header"));
        let local = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        assert_eq!(Address::counted_for(local, &headers), Address(office));
        let far: IpAddr = "192.0.2.7".parse().expect("an address");
        assert_eq!(Address::counted_for(far, &headers), Address(far));
        let one: IpAddr = "2001:db8::1".parse().expect("an address");
        let other: IpAddr = "2001:db8::ffff:2".parse().expect("an address");
        let counted = |address| Address::counted_for(address, &HeaderMap::new());
        assert_eq!(counted(one), counted(other));
    }
}
