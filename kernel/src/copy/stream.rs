//! A copy on disk: one line that says what it is, then compressed and encrypted pieces, each bound to the line, to its
//! place and to being the last, so that none can be changed, moved, left out or cut off. The key of the pieces lies in
//! the line, wrapped by the county's master key. Not here: what is copied.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{CopyError, Frame, form};
use crate::ids::Entropy;
use crate::seal::{KEY, Keyring, Suite};

const FORMAT: &str = "shanzhi-backup";
const VERSION: u32 = 1;
const PIECE: usize = 256 * 1024;
/// The longest first line that is read.
const LINE: u64 = 64 * 1024;
const CONTEXT: &[u8] = b"shanzhi-backup";

/// What a copy says of itself, readable by everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    format: String,
    version: u32,
    /// Whose county, e.g. `shanzhi/610330`.
    pub origin: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Migrations of each room.
    pub schema: BTreeMap<String, usize>,
    suite: String,
    key: String,
}

impl Header {
    /// Reads the first line of a copy.
    ///
    /// # Errors
    /// If it is not a copy this program can read.
    pub fn read(from: &mut impl BufRead) -> Result<(Header, Vec<u8>), CopyError> {
        let mut line = Vec::new();
        from.take(LINE).read_until(b'\n', &mut line)?;
        let header: Header =
            serde_json::from_slice(&line).map_err(|_| CopyError::Shape("it does not begin like a backup"))?;
        if header.format != FORMAT || header.version != VERSION {
            return Err(CopyError::Shape("it is no backup, or one of a newer program"));
        }
        Ok((header, line))
    }
}

struct Pieces<W: Write> {
    out: W,
    suite: Suite,
    key: [u8; KEY],
    line: [u8; 32],
    number: u64,
    waiting: Vec<u8>,
}

fn bound(line: &[u8; 32], number: u64, last: bool) -> Vec<u8> {
    [line.as_slice(), &number.to_be_bytes(), &[u8::from(last)]].concat()
}

impl<W: Write> Pieces<W> {
    fn send(&mut self, last: bool) -> std::io::Result<()> {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.number.to_be_bytes());
        let context = bound(&self.line, self.number, last);
        let locked = self.suite.lock(&self.key, nonce, &context, &self.waiting);
        let locked = locked.ok_or_else(|| std::io::Error::other("a piece could not be encrypted"))?;
        let length = u32::try_from(locked.len()).map_err(std::io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&locked)?;
        self.number += 1;
        self.waiting.clear();
        Ok(())
    }
}

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.waiting.len() == PIECE {
            self.send(false)?;
        }
        let fits = bytes.len().min(PIECE - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes frames as a copy.
pub struct Sender<W: Write>(ZlibEncoder<Pieces<W>>);

impl<W: Write> Sender<W> {
    /// Begins a copy of a county.
    ///
    /// # Errors
    /// If the master key cannot be used or nothing can be written.
    pub fn begin(
        mut out: W,
        (keyring, entropy, suite): (&Keyring, &Entropy, Suite),
        origin: String,
        made_at: String,
        schema: BTreeMap<String, usize>,
    ) -> Result<Sender<W>, CopyError> {
        let key = entropy.bytes::<KEY>();
        let wrapped = keyring.keeper().wrap(suite, entropy.bytes(), CONTEXT, &key)?;
        let header = Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            origin,
            made_at,
            schema,
            suite: suite.code().to_owned(),
            key: STANDARD.encode(wrapped),
        };
        let mut line = serde_json::to_vec(&header).map_err(|_| CopyError::Shape("its first line"))?;
        line.push(b'\n');
        out.write_all(&line)?;
        let line = Sha256::digest(&line).into();
        let pieces = Pieces { out, suite, key, line, number: 0, waiting: Vec::with_capacity(PIECE) };
        Ok(Sender(ZlibEncoder::new(pieces, Compression::fast())))
    }

    /// Writes a frame.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn send(&mut self, frame: &Frame) -> Result<(), CopyError> {
        form::write(&mut self.0, frame)
    }

    /// Ends the copy; answers what it was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end(self) -> Result<W, CopyError> {
        let mut pieces = self.0.finish()?;
        pieces.send(true)?;
        pieces.out.flush()?;
        Ok(pieces.out)
    }
}

struct Read1<R: Read> {
    from: R,
    suite: Suite,
    key: [u8; KEY],
    line: [u8; 32],
    number: u64,
    piece: std::io::Cursor<Vec<u8>>,
    ended: bool,
}

impl<R: Read> Read1<R> {
    fn next(&mut self) -> std::io::Result<()> {
        let broken = |why: &'static str| std::io::Error::new(std::io::ErrorKind::InvalidData, why);
        let mut length = [0; 4];
        self.from.read_exact(&mut length).map_err(|_| broken("the backup was cut off"))?;
        let length = u64::from(u32::from_be_bytes(length));
        if length > PIECE as u64 + 64 {
            return Err(broken("a piece of the backup is too long"));
        }
        let mut locked = Vec::new();
        let read = (&mut self.from).take(length).read_to_end(&mut locked)?;
        if read as u64 != length {
            return Err(broken("the backup was cut off"));
        }
        let (number, line, key) = (self.number, self.line, self.key);
        let open = |last| self.suite.unlock(&key, &bound(&line, number, last), &locked);
        let (plain, last) = match open(false) {
            Some(plain) => (plain, false),
            None => (open(true).ok_or_else(|| broken("a piece of the backup was changed"))?, true),
        };
        self.piece = std::io::Cursor::new(plain);
        self.number += 1;
        self.ended = last;
        Ok(())
    }
}

impl<R: Read> Read for Read1<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.piece.read(into)?;
            if read > 0 || into.is_empty() || self.ended {
                return Ok(read);
            }
            self.next()?;
        }
    }
}

/// Reads a copy as frames.
pub struct Receiver<R: BufRead> {
    /// What the copy says of itself.
    pub header: Header,
    frames: ZlibDecoder<Read1<R>>,
}

impl<R: BufRead> Receiver<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// If it is no copy, or was made under another master key.
    pub fn begin(mut from: R, keyring: &Keyring) -> Result<Receiver<R>, CopyError> {
        let (header, line) = Header::read(&mut from)?;
        let suite = Suite::from_code(&header.suite).ok_or(CopyError::Shape("its suite of algorithms"))?;
        let wrapped = STANDARD.decode(&header.key).map_err(|_| CopyError::Shape("its key"))?;
        let key = keyring.keeper().unwrap(suite, CONTEXT, &wrapped)?;
        let line = Sha256::digest(&line).into();
        let piece = std::io::Cursor::new(Vec::new());
        let pieces = Read1 { from, suite, key, line, number: 0, piece, ended: false };
        Ok(Receiver { header, frames: ZlibDecoder::new(pieces) })
    }

    /// The next frame; nothing after the last.
    ///
    /// # Errors
    /// If the copy was changed, cut off, or cannot be read.
    pub fn receive(&mut self) -> Result<Option<Frame>, CopyError> {
        let frame = form::read(&mut self.frames)?;
        if matches!(frame, Frame::End { .. }) {
            // Only the end of the last piece shows that nothing was left out behind.
            let mut rest = [0; 1];
            if self.frames.read(&mut rest)? != 0 || !self.frames.get_ref().ended {
                return Err(CopyError::Shape("it goes on after its end"));
            }
        }
        Ok(Some(frame))
    }
}
