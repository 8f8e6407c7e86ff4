//! How the mail server secures its connections.

use std::{fs, path::PathBuf, sync::Arc};

use tempfile::TempDir;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer},
};

use crate::ground;

/// When a connection goes under TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// From its first byte (RFC 8314 section 3.3).
    Tls,
    /// When it is asked for (RFC 3207).
    StartTls,
}

/// A certificate for `localhost` that nobody trusts until told to.
pub struct Certificate {
    folder: TempDir,
    pub(super) acceptor: TlsAcceptor,
}

impl Certificate {
    /// A fresh one.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    #[must_use]
    pub fn make() -> Self {
        let names = ["localhost".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let folder = ground::folder("certificate");
        let certificate = Self {
            acceptor: acceptor(&made),
            folder,
        };
        fs::write(certificate.file(), pem(made.cert.der())).expect("it can be written");
        certificate
    }

    /// The file of it, for whoever is to trust it (`SSL_CERT_FILE`).
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }
}

fn acceptor(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider speaks TLS")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("the key is the certificate's");
    TlsAcceptor::from(Arc::new(config))
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}
