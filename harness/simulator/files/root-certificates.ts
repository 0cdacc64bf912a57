import { createHash, generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** Enough to look like a store; a phone has about 130. */
const NAMES = [
  'Simulated Root R1',
  'Simulated Root R2',
  'Simulated Trust Network CA',
  'Simulated Global Root G3',
];

/**
 * Creates certificates for the system store: valid in form, trusted by no client, with a key that is discarded.
 * PEM by Android's file name, `<subject_hash_old>.0`.
 */
export function createRootCertificates(): Map<string, string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  return new Map(
    NAMES.map((name, index) => {
      const certificate = forge.pki.createCertificate();
      certificate.publicKey = forge.pki.publicKeyFromPem(publicPem);
      certificate.serialNumber = `0${index + 1}`;
      certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z');
      certificate.validity.notAfter = new Date('2045-01-01T00:00:00Z');
      const subject = [
        { name: 'countryName', value: 'XX' },
        { name: 'organizationName', value: 'Leakgate simulated handset' },
        { name: 'commonName', value: name },
      ];
      certificate.setSubject(subject);
      certificate.setIssuer(subject);
      certificate.setExtensions([{ name: 'basicConstraints', cA: true, critical: true }]);
      certificate.sign(key, forge.md.sha256.create());

      return [`${subjectHashOld(certificate)}.0`, forge.pki.certificateToPem(certificate)] as const;
    }),
  );
}

/** OpenSSL's `-subject_hash_old`: the first four bytes of the MD5 of the subject, as a little-endian number. */
function subjectHashOld(certificate: forge.pki.Certificate): string {
  const der = forge.asn1.toDer(forge.pki.distinguishedNameToAsn1(certificate.subject)).getBytes();
  const digest = createHash('md5').update(Buffer.from(der, 'binary')).digest();

  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}
