//! Seals in PDF files and time-stamps, with the sandbox's authority for them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::folder::Folder;

/// A PDF of one empty page.
fn pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = file.len();
    let trailer = format!("{table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.extend(trailer.bytes());
    file
}

#[test]
fn a_pdf_is_sealed_twice_and_a_changed_byte_is_seen() {
    let folder = Folder::new("pdf");
    folder.write("act.pdf", pdf());
    let (code, said) = folder.said("verify act.pdf --trust cert.der");
    assert!(code == 1 && said.contains("there is no signature in the file"), "{code} {said}");
    let seal = "--key key.der --cert cert.der --format pades";
    folder.done(&format!("sign act.pdf {seal}"));
    let sealed = folder.read("act.signed.pdf");
    assert!(sealed.starts_with(&pdf()));
    folder.done("verify act.signed.pdf --trust cert.der");
    folder.done(&format!("sign act.signed.pdf {seal} --out twice.pdf"));
    let said = folder.done("verify twice.pdf --trust cert.der");
    assert_eq!(said.matches("Signature: ").count(), 2, "{said}");
    assert_eq!(folder.said("verify twice.pdf").0, 2, "without an anchor");

    let mut changed = sealed.clone();
    let place = changed.windows(3).position(|it| it == b"842").unwrap();
    changed[place] = b'9';
    folder.write("changed.pdf", &changed);
    let (code, said) = folder.said("verify changed.pdf --trust cert.der");
    assert!(code == 1 && said.contains("DOES NOT HOLD"), "{code} {said}");
    folder.write("cut.pdf", &sealed[..sealed.len() - 200]);
    assert_eq!(folder.said("verify cut.pdf --trust cert.der").0, 1);

    let (code, said) = folder.said(&format!("sign document.txt {seal}"));
    assert!(code == 1 && said.contains("this is none"), "{code} {said}");
    assert_eq!(folder.said(&format!("sign act.pdf {seal}")).0, 64, "act.signed.pdf is there");
}

/// `kabinet sandbox` in a process of its own, ended when this is dropped.
struct Sandbox {
    child: Child,
    port: u16,
}

impl Sandbox {
    fn start(folder: &Folder) -> Self {
        let ports = [(); 2].map(|()| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        });
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
        command.arg("sandbox").current_dir(folder.path("")).args(["--data", "sandbox"]);
        command.args(["--port", &ports[0].to_string(), "--smtp-port", &ports[1].to_string()]);
        fs::create_dir(folder.path("sandbox")).unwrap();
        let log = fs::File::create(folder.path("sandbox.log")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let sandbox = Self { child: child.unwrap(), port: ports[0] };
        let deadline = Instant::now() + Duration::from_secs(120);
        while TcpStream::connect(("127.0.0.1", sandbox.port)).is_err() {
            let log = || String::from_utf8_lossy(&folder.read("sandbox.log")).into_owned();
            assert!(Instant::now() < deadline, "the sandbox is not ready: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
        sandbox
    }

    fn url(&self) -> String {
        format!("http://registries.localhost:{}/tsp", self.port)
    }

    /// The certificate of the root above the stamps.
    fn root(&self) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let host = format!("registries.localhost:{}", self.port);
        let request =
            format!("GET /tsp/root.pem HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let start = answer.find("-----BEGIN").unwrap_or_else(|| panic!("{answer}"));
        answer[start..].to_owned()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn stamps_of_the_sandbox_prove_the_time() {
    let folder = Folder::new("stamps");
    let sandbox = Sandbox::start(&folder);
    folder.write("root.pem", sandbox.root());
    folder.write("act.pdf", pdf());
    let url = sandbox.url();
    let sign = format!("--key key.der --cert cert.der --tsa {url}");
    folder.done(&format!("sign document.txt {sign}"));
    folder.done(&format!("sign act.pdf --format pades {sign}"));
    for file in ["document.txt", "act.signed.pdf"] {
        let said = folder.done(&format!("verify {file} --trust cert.der --trust root.pem"));
        assert!(said.contains("proven by a time-stamp"), "{said}");
        // Who does not know the clock knows nothing of the time.
        let (code, said) = folder.said(&format!("verify {file} --trust cert.der"));
        assert_eq!(code, 2, "{said}");
    }
    let format = folder.done("verify document.txt --trust cert.der --trust root.pem --json");
    assert!(format.contains("\"CAdES-T\""), "{format}");

    let bare = folder.said(&format!("sign document.txt --format raw --out bare {sign}"));
    assert!(bare.0 == 64 && !folder.path("bare").exists(), "{}", bare.1);
    drop(sandbox);
    let (code, said) = folder.said(&format!("sign document.txt --out late.sig {sign}"));
    assert!(code == 1 && said.contains("/tsp"), "{code} {said}");
    assert!(!folder.path("late.sig").exists());
}
