//! The control socket: with a server running on the same data, commands are carried out by it.
//!
//! One request a connection: a line of JSON with the [`Command`], answered by a line of JSON with
//! the [`Reply`]. The socket lies in the folder of the data and is the owner's only.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::operate::{Command, Installation, Reply};

/// A command with its arguments is far below this.
const LINE_MAX: u64 = 256 * 1024;
/// Time for a command to arrive; carrying it out may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the socket of a data folder lies.
pub fn path(data: &Path) -> PathBuf {
    data.join("kabinet.sock")
}

/// Opens the socket. One that a dead process left behind is replaced; the database's own lock
/// keeps two living ones apart.
///
/// # Errors
/// In words for the operator.
pub fn listen(data: &Path) -> Result<UnixListener, String> {
    let path = path(data);
    let wrong = |e: std::io::Error| format!("{}: {e}", path.display());
    if path.exists() {
        std::fs::remove_file(&path).map_err(wrong)?;
    }
    let listener = UnixListener::bind(&path).map_err(wrong)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(wrong)?;
    Ok(listener)
}

/// Carries out commands until `stop` resolves, one after another.
pub async fn serve(listener: UnixListener, home: Installation, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                if let Err(error) = answer(stream, &home).await {
                    tracing::warn!(%error, "a command was not answered");
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the control socket fails");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(stream: UnixStream, home: &Installation) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    let mut reader = BufReader::new(reader.take(LINE_MAX));
    tokio::time::timeout(PATIENCE, reader.read_line(&mut line)).await??;
    let reply = match serde_json::from_str::<Command>(&line) {
        Ok(command) => command.carry_out(home).await,
        Err(error) => Reply::failed(format!("the server does not know this command: {error}")),
    };
    let mut text = serde_json::to_vec(&reply)?;
    text.push(b'\n');
    writer.write_all(&text).await
}

/// Sends a command to the server of this folder; `None` when none is running.
///
/// # Errors
/// When a server is there and does not answer.
pub async fn send(data: &Path, command: &Command) -> Result<Option<Reply>, String> {
    let Ok(mut stream) = UnixStream::connect(path(data)).await else { return Ok(None) };
    let talk = async {
        let mut text = serde_json::to_vec(command)?;
        text.push(b'\n');
        stream.write_all(&text).await?;
        let mut line = String::new();
        BufReader::new(&mut stream).read_line(&mut line).await?;
        Ok::<Reply, std::io::Error>(serde_json::from_str(&line)?)
    };
    talk.await.map(Some).map_err(|e| format!("the running server does not answer: {e}"))
}
