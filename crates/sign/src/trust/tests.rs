use super::*;
use crate::fixture::{root, signer};

#[test]
fn a_folder_gives_its_certificates_and_names_the_file_that_is_broken() {
    let place = std::env::temp_dir().join(format!("sign-trust-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(place.join("deeper.pem")).unwrap();
    assert!(matches!(Trust::from_path(&place).unwrap_err().why, Why::Empty));
    let (one, two) = (root("One"), root("Two"));
    std::fs::write(place.join("one.CER"), one.certificate().der()).unwrap();
    let both = one.certificate().to_pem() + &two.certificate().to_pem();
    std::fs::write(place.join("both.pem"), both).unwrap();
    std::fs::write(place.join("readme.txt"), "no certificate").unwrap();
    let trust = Trust::from_path(&place).unwrap();
    assert_eq!(trust.anchors().len(), 2);
    assert!(trust.contains(two.certificate()));
    assert!(!trust.contains(&signer(&one, "Leaf")));
    let file = Trust::from_path(&place.join("one.CER")).unwrap();
    assert_eq!(file.anchors(), [one.certificate().clone()]);
    std::fs::write(place.join("broken.crt"), &one.certificate().der()[..100]).unwrap();
    let error = Trust::from_path(&place).unwrap_err();
    assert!(error.path.ends_with("broken.crt"), "{error}");
    let error = Trust::from_path(&place.join("missing")).unwrap_err();
    assert!(matches!(error.why, Why::System(_)), "{error}");
    std::fs::remove_dir_all(&place).unwrap();
}
