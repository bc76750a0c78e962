//! Small files of both kinds, written by hand.

/// A page that says «Pay 100», as objects 1 to 5.
pub const OBJECTS: [&str; 5] = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R\
     /Resources<</Font<</F 5 0 R>>>>>>",
    "<</Length 36>>\nstream\nBT /F 12 Tf 20 20 Td (Pay 100) Tj ET\nendstream",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
];

/// A file with these objects and a table.
pub fn with_table(objects: &[&str]) -> Vec<u8> {
    let numbered: Vec<(u32, &str)> = (1..).zip(objects.iter().copied()).collect();
    let size = objects.len() + 1;
    add(b"%PDF-1.7\n", &numbered, &format!("/Size {size}/Root 1 0 R/ID[<01><01>]"))
}

/// Adds a revision with these objects; `trailer` says what stands in its trailer.
pub fn add(before: &[u8], objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let mut bytes = before.to_vec();
    let mut table = String::from("xref\n");
    for (number, content) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", bytes.len()));
        bytes.extend_from_slice(format!("{number} 0 obj\n{content}\nendobj\n").as_bytes());
    }
    let start = bytes.len();
    let end = format!("{table}trailer\n<<{trailer}>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

/// Adds a revision as [`add`] does, behind the newest one.
pub fn update(before: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let text = String::from_utf8_lossy(before);
    let start = text.rsplit("startxref\n").next().unwrap().split('\n').next().unwrap();
    add(before, objects, &format!("/Size 99/Root 1 0 R/Prev {start}"))
}

/// The same file with streams: objects 1 to 3 and 5 in a stream of objects.
pub fn with_streams() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let (mut index, mut inside) = (String::new(), String::new());
    for number in [1, 2, 3, 5] {
        index.push_str(&format!("{number} {} ", inside.len()));
        inside.push_str(OBJECTS[number - 1]);
        inside.push(' ');
    }
    let packed =
        miniz_oxide::deflate::compress_to_vec_zlib(format!("{index}{inside}").as_bytes(), 6);
    let content = bytes.len();
    bytes.extend_from_slice(format!("4 0 obj\n{}\nendobj\n", OBJECTS[3]).as_bytes());
    let stream = bytes.len();
    let first = index.len();
    let head = format!(
        "6 0 obj\n<</Type/ObjStm/N 4/First {first}/Length {}/Filter/FlateDecode>>\nstream\n",
        packed.len()
    );
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(&packed);
    bytes.extend_from_slice(b"\nendstream\nendobj\n");
    let start = bytes.len();
    let mut rows: Vec<[u8; 5]> = vec![[0; 5]];
    let at = |offset: usize| [1, (offset >> 16) as u8, (offset >> 8) as u8, offset as u8, 0];
    rows.extend([[2, 0, 0, 6, 0], [2, 0, 0, 6, 1], [2, 0, 0, 6, 2], at(content)]);
    rows.extend([[2, 0, 0, 6, 3], at(stream), at(start)]);
    let head = "7 0 obj\n<</Type/XRef/Size 8/Root 1 0 R/W[1 3 1]/Length 40>>\nstream\n";
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend(rows.concat());
    bytes.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}
