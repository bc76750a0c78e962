//! The tree of RFC 6962, section 2.1: SHA-256, a leaf hashed behind 0x00, a node behind 0x01.

use aws_lc_rs::digest::{Context, SHA256};

pub(crate) type Hash = [u8; 32];

/// The SHA-256 of the parts, each preceded by its length so that their borders count.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    finish(context)
}

/// The hash of a leaf.
pub(crate) fn leaf(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    finish(context)
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[1]);
    context.update(left);
    context.update(right);
    finish(context)
}

fn finish(context: Context) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// The right edge of a growing tree: the roots of its complete subtrees, largest first. It is
/// all that is needed to add leaves and to know the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

impl Edge {
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut size = self.size;
        while size & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                hash = node(&left, &hash);
            }
            size >>= 1;
        }
        self.roots.push(hash);
        self.size += 1;
    }

    pub(crate) fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(first) = roots.next() else { return sha256(&[]) };
        roots.fold(*first, |right, left| node(left, &right))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.size.to_be_bytes().to_vec();
        self.roots.iter().for_each(|root| out.extend_from_slice(root));
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Edge> {
        let (size, roots) = bytes.split_at_checked(8)?;
        let size = u64::from_be_bytes(size.try_into().ok()?);
        let (roots, rest) = roots.as_chunks::<32>();
        (rest.is_empty() && roots.len() == size.count_ones() as usize)
            .then(|| Edge { size, roots: roots.to_vec() })
    }
}
