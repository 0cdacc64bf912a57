import { Buffer } from 'node:buffer';
import { createHash, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { generateCACertificate } from 'mockttp';
import forge from 'node-forge';

/** A certificate authority of the recorder. `key` and `cert` are PEM. */
export interface CertificateAuthority {
  key: string;
  cert: string;
  /** Its file name in an Android trust store: `<subject_hash_old>.0`. */
  fileName: string;
  /** SHA-256 of the certificate, lowercase hex. */
  sha256: string;
  /** SHA-256 of the public key, base64, as in Chromium's `--ignore-certificate-errors-spki-list`. */
  spki: string;
}

/** Generates an authority with a unique subject, so that two authorities have different file names in a trust store. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const { key, cert } = await generateCACertificate({
    subject: {
      commonName: `Leakgate recorder ${randomBytes(6).toString('hex')}`,
      organizationName: 'Leakgate',
    },
  });

  return certificateAuthorityFrom({ key, cert });
}

/** Generates an authority that is valid from now on for a number of days. `name` is part of its unique subject. */
export function createLastingAuthority(name: string, days: number): { key: string; cert: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const signingKey = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(signingKey.n, signingKey.e);
  // A serial number is positive: its first bit is 0.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  const from = new Date();
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = new Date(from.getTime() + days * 86_400_000);
  const subject = [
    { name: 'organizationName', value: 'Leakgate' },
    { name: 'commonName', value: `Leakgate ${name} ${randomBytes(6).toString('hex')}` },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(signingKey, forge.md.sha256.create());

  return { key, cert: forge.pki.certificateToPem(certificate) };
}

/** An authority from an existing key and certificate, both PEM. */
export function certificateAuthorityFrom(pair: { key: string; cert: string }): CertificateAuthority {
  return { key: pair.key, cert: pair.cert, ...namesOfCertificate(pair.cert) };
}

/** The names that Android and Chromium use for a PEM certificate. */
export function namesOfCertificate(cert: string): Pick<CertificateAuthority, 'fileName' | 'sha256' | 'spki'> {
  const certificate = new X509Certificate(cert);
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });

  return {
    fileName: `${subjectHashOld(certificate)}.0`,
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    spki: createHash('sha256').update(spki).digest('base64'),
  };
}

/** Like `openssl x509 -subject_hash_old`: the first four bytes of the subject's MD5 in reverse order. */
function subjectHashOld(certificate: X509Certificate): string {
  const asn1 = forge.asn1.fromDer(certificate.raw.toString('binary'));
  // The subject follows version, serial number, signature algorithm, issuer and validity (RFC 5280, 4.1).
  const subject = partOf(partOf(asn1, 0), 5);
  const der = Buffer.from(forge.asn1.toDer(subject).getBytes(), 'binary');

  return createHash('md5').update(der).digest().subarray(0, 4).reverse().toString('hex');
}

function partOf(sequence: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const part = Array.isArray(sequence.value) ? sequence.value[index] : undefined;
  if (part === undefined)
    throw new Error(`the certificate cannot be parsed: an ASN.1 sequence has no element ${index}`);

  return part;
}
