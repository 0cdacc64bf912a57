import forge from 'node-forge';

const DAY_MS = 86_400_000;

/** The certificate of an authority with the same names and key, that expired a day ago. Both are PEM. */
export function expiredCertificate({ key, cert }: { key: string; cert: string }): string {
  const certificate = forge.pki.certificateFromPem(cert);
  certificate.validity.notBefore = new Date(Date.now() - 30 * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() - DAY_MS);
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());

  return forge.pki.certificateToPem(certificate);
}
