//! `kabinet signature verify --online`: revocation is asked of servers, good and bad ones, and of
//! OpenSSL's.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sign::authority::{Authority, Known, Revoked, answer};
use sign::certificate::{Certificate, ObjectIdentifier, read_all};
use sign::key::SigningKey;
use sign::stamp;

#[path = "online/server.rs"]
mod server;

use server::{Reply, Server};

/// An authority whose certificates name a server, and a document that one of them signed.
struct World {
    folder: PathBuf,
    server: Server,
}

impl World {
    fn new(name: &str) -> Self {
        Self::asking(name, true)
    }

    fn asking(name: &str, by_ocsp: bool) -> Self {
        let name = format!("kabinet-online-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        let world = Self { folder, server: Server::start() };
        let list = world.server.url("/list.crl");
        let ocsp = match by_ocsp {
            true => format!("--ocsp-url {}", world.server.url("/ocsp")),
            false => String::new(),
        };
        world.runs(&format!("ca init ca --name Root --key p256 --crl-url {list} {ocsp}"));
        world.runs(
            "ca issue ca --for person --surname Sample --given Person --key p256 \
             --key-out key.pem --out cert.pem",
        );
        fs::write(world.path("document.txt"), "An agreement with nobody.").unwrap();
        world.runs("sign document.txt --key key.pem --cert cert.pem");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn said(&self, arguments: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
        command.current_dir(&self.folder).env("XDG_CACHE_HOME", self.path("caches"));
        command.args(["signature", "--language", "en"]).args(arguments.split_whitespace());
        let output = command.output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
    }

    fn runs(&self, arguments: &str) {
        let (code, said) = self.said(arguments);
        assert_eq!(code, 0, "{arguments}: {said}");
    }

    fn verified(&self, more: &str) -> (i32, String) {
        self.said(&format!("verify document.txt --trust ca/certificate.pem {more}"))
    }

    fn certificate(&self, name: &str) -> Certificate {
        read_all(&fs::read(self.path(name)).unwrap()).unwrap().remove(0)
    }

    fn key(&self, name: &str) -> SigningKey {
        SigningKey::from_pem(&fs::read_to_string(self.path(name)).unwrap()).unwrap()
    }

    fn authority(&self) -> Authority {
        let root = self.certificate("ca/certificate.pem");
        Authority::new(root, self.key("ca/key.pem")).unwrap()
    }

    /// A list of the authority, made and ending at so many hours from now.
    fn list(&self, hours: (i64, i64), revoked: &[Revoked]) -> Reply {
        let at = |hours| now() + SignedDuration::from_hours(hours);
        Reply::Bytes(self.authority().list(1, at(hours.0), at(hours.1), revoked).unwrap())
    }

    fn revoked(&self) -> Revoked {
        let serial = self.certificate("cert.pem").serial().to_vec();
        Revoked { serial, since: now() - SignedDuration::from_hours(2), reason: 1 }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The program knows no other time. Certificates know whole seconds.
#[expect(clippy::disallowed_methods)]
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap()
}

const ANYWHERE: &str = "--online=anywhere --no-cache --wait 2";

#[test]
fn a_list_is_fetched_and_says_whether_the_certificate_was_revoked() {
    let world = World::new("list");
    let (code, said) = world.verified("");
    assert!(code == 2 && said.contains("neither a list of revoked"), "{said}");
    world.server.replies("/list.crl", world.list((-1, 1), &[]));
    let (code, said) = world.verified(ANYWHERE);
    assert_eq!(code, 0, "{said}");
    let asked: Vec<String> = world.server.asked().into_iter().map(|(path, _)| path).collect();
    assert_eq!(asked, ["/ocsp", "/list.crl"], "the answerer first, then the list");
    world.server.replies("/list.crl", world.list((-1, 1), &[world.revoked()]));
    let (code, said) = world.verified(ANYWHERE);
    assert!(code == 1 && said.contains("the key was compromised"), "{said}");

    // A list may lie elsewhere, and that may take some steps.
    world.server.replies("/moved.crl", world.list((-1, 1), &[]));
    world.server.replies("/list.crl", Reply::Redirect("/moved.crl".to_owned()));
    assert_eq!(world.verified(ANYWHERE).0, 0);

    assert_eq!(world.verified("--online --no-revocation").0, 64);
    assert_eq!(world.verified("--cache answers").0, 64, "only together with --online");
}

#[test]
fn nobody_is_asked_on_this_machine_or_without_being_told_to() {
    let world = World::new("inside");
    world.server.replies("/list.crl", world.list((-1, 1), &[]));
    world.verified("");
    let (code, said) = world.verified("--online --no-cache");
    assert!(code == 2 && said.contains("private network"), "{said}");
    assert!(world.server.asked().is_empty());
    // Nor is anybody asked about a certificate of nobody known.
    let (code, said) = world.said(&format!("verify document.txt {ANYWHERE}"));
    assert!(code == 2 && world.server.asked().is_empty(), "{said}");
}

#[test]
fn bad_servers_leave_it_unknown_in_time_and_say_why() {
    let world = World::asking("bad", false);
    let elsewhere = |to: &str| Reply::Redirect(to.to_owned());
    let stranger = World::asking("stranger", false);
    let in_future = world.list((2, 4), &[]);
    for (reply, why) in [
        (Reply::Status(404), "answered with status 404"),
        (Reply::Status(500), "answered with status 500"),
        (Reply::Hang, "no answer within"),
        (Reply::Drip, "no answer within"),
        (Reply::Cut, "the connection broke"),
        (Reply::Garbage, "the connection broke"),
        (Reply::Endless, "the answer is longer than 67108864 bytes"),
        (Reply::Bytes(b"<html>Welcome</html>".to_vec()), "the answer is not understood"),
        (Reply::Bytes(Vec::new()), "the answer is not understood"),
        (elsewhere("/list.crl"), "leads on to other addresses too often"),
        (elsewhere("file:///etc/hostname"), "no address of http"),
        (elsewhere("http://user:secret@127.0.0.1/"), "nobody answers there"),
        (elsewhere("http://"), "answered with status 302"),
        (stranger.list((-1, 1), &[]), "signature of the list"),
        (world.list((-9, -1), &[]), "out of date"),
        (in_future, "of the future"),
    ] {
        world.server.replies("/list.crl", reply);
        let begun = Instant::now();
        let (code, said) = world.verified(ANYWHERE);
        assert!(code == 2 && said.contains(why), "{why}: {said}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{why}");
    }
}

#[test]
fn answers_are_kept_in_a_folder_of_ones_own() {
    let world = World::new("kept");
    world.server.replies("/list.crl", world.list((-1, 1), &[]));
    let kept = "--online=anywhere --wait 2 --cache answers";
    assert_eq!(world.verified(kept).0, 0);
    world.server.asked();
    world.server.replies("/list.crl", Reply::Status(500));
    let (code, said) = world.verified(kept);
    assert_eq!(code, 0, "{said}");
    assert_eq!(world.server.asked().len(), 1, "the answerer, who said nothing before");
    // Whatever happened to the folder, the answer is right or unknown.
    for file in fs::read_dir(world.path("answers")).unwrap() {
        fs::write(file.unwrap().path(), "damaged").unwrap();
    }
    assert_eq!(world.verified(kept).0, 2);
    world.server.replies("/list.crl", world.list((-1, 1), &[world.revoked()]));
    assert_eq!(world.verified(kept).0, 1);
    assert_eq!(world.verified("--online=anywhere --wait 2").0, 1);
    assert!(world.path("caches/kabinet/answers").is_dir(), "the folder that nobody named");

    fs::write(world.path("file"), "not a folder").unwrap();
    let (code, said) = world.verified("--online=anywhere --cache file");
    assert!(code == 66 && said.contains("file: not a folder for answers"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(world.path("answers"), open).unwrap();
        let (code, said) = world.verified(kept);
        assert!(code == 66 && said.contains("others may write there"), "{said}");
    }
}

#[test]
fn answers_by_ocsp_are_believed_of_whom_the_issuer_named() {
    let world = World::new("answers");
    let (leaf, root) = (world.certificate("cert.pem"), world.certificate("ca/certificate.pem"));
    let own = world.key("ca/key.pem");
    let term = (now() - SignedDuration::from_hours(1), now() + SignedDuration::from_hours(1));
    let by = |known: &Known, key: &SigningKey, answerer: Option<&Certificate>| {
        let answer = answer(&leaf, &root, known, term, key, answerer);
        world.server.replies("/ocsp", Reply::Bytes(answer.unwrap()));
        world.verified(ANYWHERE)
    };
    assert_eq!(by(&Known::Good, &own, None).0, 0);
    let (code, said) = by(&Known::Revoked(world.revoked()), &own, None);
    assert!(code == 1 && said.contains("was revoked"), "{said}");
    let (code, said) = by(&Known::Unknown, &own, None);
    assert!(code == 2, "{said}");
    let stranger = World::new("answers-stranger");
    let (code, said) = by(&Known::Good, &stranger.key("ca/key.pem"), None);
    assert!(code == 2, "{said}");
    let (code, said) = by(&Known::Good, &world.key("key.pem"), Some(&leaf));
    assert!(code == 2, "the person answers for herself: {said}");
}

/// OpenSSL's responder on a port of its own, ended with the test.
struct Responder(Child);

impl Drop for Responder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// OpenSSL's list of what an authority issued.
fn index(world: &World, certificate: &Certificate, state: &str) {
    let serial = certificate.serial_text().to_uppercase();
    let line = format!("{state}\t{serial}\tunknown\t/CN=Person\n");
    fs::write(world.path("index.txt"), line).unwrap();
    fs::write(world.path("index.txt.attr"), "unique_subject = no\n").unwrap();
}

fn openssl(world: &World, arguments: &str) -> Command {
    let mut command = Command::new("openssl");
    command.current_dir(&world.folder).args(arguments.split_whitespace());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

const RESPONDER: &str = "ocsp -index index.txt -CA ca/certificate.pem -rsigner answerer.pem \
                         -rkey answerer.key";

fn is_missing(program: &str) -> bool {
    let missing = Command::new(program).arg("version").output().is_err();
    assert!(!missing || std::env::var_os("KABINET_TEST_FOREIGN").is_none(), "{program}");
    missing
}

#[test]
fn an_answer_of_openssl_to_another_question_is_not_taken() {
    if is_missing("openssl") {
        println!("skipped: openssl is not installed");
        return;
    }
    let world = World::new("openssl");
    world.runs(
        "ca issue ca --for ocsp --name Answerer --key p256 --key-out answerer.key \
         --out answerer.pem",
    );
    index(&world, &world.certificate("cert.pem"), "V\t351231235959Z\t");
    let asked = question(&world);
    fs::write(world.path("question"), &asked).unwrap();
    let command = format!("{RESPONDER} -nmin 5 -reqin question -respout answer");
    assert!(openssl(&world, &command).status().unwrap().success());
    world.server.replies("/ocsp", Reply::Bytes(fs::read(world.path("answer")).unwrap()));
    // Each time the nonce is another one.
    let (code, said) = world.verified(ANYWHERE);
    assert!(code == 2 && said.contains("another question"), "{said}");
    assert_ne!(question(&world), asked);
    // Given as a file it is not to a question, and good.
    let (code, said) = world.verified("--ocsp answer");
    assert_eq!(code, 0, "{said}");
}

/// The question that the program sends.
fn question(world: &World) -> Vec<u8> {
    world.server.asked();
    world.verified(ANYWHERE);
    let asked = world.server.asked();
    asked.into_iter().find(|(path, _)| path == "/ocsp").unwrap().1
}

#[test]
fn the_responder_of_openssl_answers_over_the_network() {
    if is_missing("openssl") {
        println!("skipped: openssl is not installed");
        return;
    }
    let world = World::new("openssl-live");
    let port = free_port();
    world.runs(&format!("ca init live --name Live --key p256 --ocsp-url http://127.0.0.1:{port}/"));
    for (what, name) in
        [("person --surname Sample --given Person", "person"), ("ocsp --name A", "answerer")]
    {
        world.runs(&format!(
            "ca issue live --for {what} --key p256 --key-out {name}.key --out {name}.pem"
        ));
    }
    world.runs("sign document.txt --key person.key --cert person.pem --out live.sig");
    let leaf = world.certificate("person.pem");
    let verify = format!("verify document.txt live.sig --trust live/certificate.pem {ANYWHERE}");
    let responder = RESPONDER.replace("ca/certificate.pem", "live/certificate.pem");
    // With and without an end of what is said; the second is good for the moment only.
    for (lasting, state, code, why) in [
        ("-nmin 5", "V\t351231235959Z\t", 0, "holds"),
        ("", "V\t351231235959Z\t", 0, "holds"),
        ("-nmin 5", "R\t351231235959Z\t250101000000Z,keyCompromise", 1, "compromised"),
    ] {
        index(&world, &leaf, state);
        let command = format!("{responder} {lasting} -port {port}");
        let mut child = openssl(&world, &command).stdout(Stdio::piped()).spawn().unwrap();
        // It answers one at a time, so it is not asked whether it is there: it says so.
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let _responder = Responder(child);
        let mut line = String::new();
        while !line.contains("ACCEPT") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the responder does not start");
        }
        let (found, said) = world.said(&verify);
        assert!(found == code && said.contains(why), "{lasting} {state}: {said}");
    }
    let (code, said) = world.said(&verify);
    assert!(code == 2 && said.contains("nobody answers there"), "{said}");
}

#[test]
fn what_a_seal_is_judged_by_is_put_beside_it() {
    let world = World::asking("extend", false);
    world.runs("ca issue ca --for tsa --name Clock --key p256 --key-out clock.key --out clock.pem");
    let policy = ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
    let clock = world.certificate("clock.pem");
    let clock = stamp::Authority::new(world.key("clock.key"), clock, vec![], policy, None).unwrap();
    let tells = move |question: &[u8]| clock.answer(question, now(), &[7]).unwrap();
    world.server.replies("/tsa", Reply::Answer(Arc::new(tells)));
    world.server.replies("/list.crl", world.list((-1, 1), &[]));
    let plain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/pdf/plain");
    fs::copy(plain, world.path("plain.pdf")).unwrap();
    let sign = "sign plain.pdf --key key.pem --cert cert.pem --format pades";
    let stamped = format!("{sign} --tsa {} --out stamped.pdf", world.server.url("/tsa"));
    world.runs(&stamped);
    world.runs(&format!("{sign} --out unstamped.pdf"));
    let extend = |file: &str, more: &str| {
        world.said(&format!("extend {file} --trust ca/certificate.pem --out lasting.pdf {more}"))
    };
    let (code, said) = extend("stamped.pdf", "");
    assert!(code == 2 && said.contains("neither a list of revoked"), "{said}");
    let (code, said) = extend("unstamped.pdf", ANYWHERE);
    assert!(code == 1 && said.contains("has no time-stamp"), "{said}");
    assert_eq!(extend("document.txt", ANYWHERE).0, 1);
    assert_eq!(extend("stamped.pdf", "--no-revocation").0, 64);
    assert!(!world.path("lasting.pdf").exists());
    let (code, said) = extend("stamped.pdf", ANYWHERE);
    assert!(code == 0 && said.contains("3 certificates, 1 lists, 0 answers"), "{said}");
    // Nobody is asked any more, and the seal holds by what is in the file; before it did not.
    world.server.replies("/list.crl", Reply::Status(410));
    let verified = |words: &str| world.said(&format!("verify --trust ca/certificate.pem {words}"));
    let (code, said) = verified("--embedded lasting.pdf");
    assert_eq!(code, 0, "{said}");
    assert_eq!(verified("--embedded stamped.pdf").0, 2);
    // Whoever wrote it there chose it: it takes somebody who believes that.
    let (code, said) = verified("lasting.pdf");
    assert!(code == 2 && said.contains("came with the signature itself"), "{said}");
    // Revoked it is not extended.
    world.server.replies("/list.crl", world.list((-1, 1), &[world.revoked()]));
    assert_eq!(extend("stamped.pdf", ANYWHERE).0, 1);
}

#[test]
fn the_path_of_a_folder_is_shown_as_it_was_given() {
    let world = World::new("missing");
    let (code, said) = world.verified("--online --cache /proc/nowhere/answers");
    assert!(code == 66 && said.contains("/proc/nowhere/answers"), "{said}");
    assert!(!Path::new("/proc/nowhere").exists());
}
