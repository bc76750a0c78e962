//! QR codes as rectangles.

use qrcode::{Color, EcLevel, QrCode};

use crate::Unprintable;

/// A code as dark runs of modules.
pub(crate) struct Modules {
    /// How many modules a side has, without the quiet zone.
    pub(crate) side: usize,
    /// Row, first column and length of each dark run.
    pub(crate) runs: Vec<(usize, usize, usize)>,
}

/// Encodes a text so that a quarter of the modules may be lost.
pub(crate) fn modules(content: &str) -> Result<Modules, Unprintable> {
    let code = QrCode::with_error_correction_level(content, EcLevel::Q)
        .map_err(|e| Unprintable(format!("the QR code does not fit: {e}")))?;
    let side = code.width();
    let mut runs = Vec::new();
    for (row, colors) in code.to_colors().chunks(side).enumerate() {
        let mut column = 0;
        while column < side {
            let dark = colors[column..].iter().take_while(|c| **c == Color::Dark).count();
            if dark > 0 {
                runs.push((row, column, dark));
            }
            column += dark.max(1);
        }
    }
    Ok(Modules { side, runs })
}
