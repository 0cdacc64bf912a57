import { createHash, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** Both are PEM. */
export interface CertificateAndKey {
  cert: string;
  key: string;
}

export interface SinkAuthority extends CertificateAndKey {
  /** A server's certificate chain and its key; created once per name. */
  certificateFor(host: string): CertificateAndKey;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** All servers of this process share one key, as generating a key is slow and these servers protect no secrets. */
let serverKey: ReturnType<typeof createKeyPair> | undefined;

/** The certificate authority of all servers of the handset's own internet; it replaces all public authorities. */
export function createSinkAuthority(): SinkAuthority {
  const name = [
    { name: 'commonName', value: 'Simulated Public Root' },
    { name: 'organizationName', value: 'Leakgate simulated handset' },
  ];
  const authorityKey = createKeyPair();
  const cert = signCertificate({
    subject: name,
    issuer: name,
    publicKey: authorityKey.public,
    signingKey: authorityKey.private,
    days: 3650,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ],
  });
  serverKey ??= createKeyPair();
  const server = serverKey;
  const issued = new Map<string, CertificateAndKey>();

  return {
    cert,
    key: authorityKey.pem,
    certificateFor(host) {
      const existing = issued.get(host);
      if (existing) return existing;
      const leaf = signCertificate({
        subject: [{ name: 'commonName', value: host.slice(0, 64) }],
        issuer: name,
        publicKey: server.public,
        signingKey: authorityKey.private,
        days: 90,
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: [alternativeName(host)] },
        ],
      });
      const pair = { cert: `${leaf}${cert}`, key: server.pem };
      issued.set(host, pair);

      return pair;
    },
  };
}

/**
 * The hash that names a certificate's file in Android's stores: `openssl x509 -subject_hash_old`, which is the first
 * four bytes of the MD5 of the subject's DER, little-endian. Throws if the PEM is not a certificate.
 */
export function subjectHashOld(pem: string): string {
  const der = new X509Certificate(pem).raw;
  const certificate = forge.asn1.fromDer(forge.util.createBuffer(der.toString('binary')));
  const fields = children(children(certificate)[0]);
  const versioned = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC;
  const subject = fields[versioned ? 5 : 4];
  if (!subject) throw new Error('the certificate has no subject');
  const digest = createHash('md5').update(forge.asn1.toDer(subject).getBytes(), 'latin1').digest();

  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

/** Base64 of the SHA-256 of the public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
export function spkiOf(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });

  return createHash('sha256').update(spki).digest('base64');
}

function createKeyPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = forge.pki.privateKeyFromPem(pem);

  return { pem, private: key, public: forge.pki.setRsaPublicKey(key.n, key.e) };
}

function signCertificate(options: {
  subject: forge.pki.CertificateField[];
  issuer: forge.pki.CertificateField[];
  publicKey: forge.pki.rsa.PublicKey;
  signingKey: forge.pki.rsa.PrivateKey;
  days: number;
  extensions: object[];
}): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = options.publicKey;
  // A leading zero nibble keeps the serial number positive.
  certificate.serialNumber = `0${randomBytes(16).toString('hex').slice(1)}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + options.days * DAY_MS);
  certificate.setSubject(options.subject);
  certificate.setIssuer(options.issuer);
  certificate.setExtensions(options.extensions);
  certificate.sign(options.signingKey, forge.md.sha256.create());

  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

function alternativeName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };
}

function children(node: forge.asn1.Asn1 | undefined): forge.asn1.Asn1[] {
  if (!node || typeof node.value === 'string') throw new Error('the certificate does not follow X.509');

  return node.value;
}
