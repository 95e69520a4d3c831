package io.legate.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.HexFormat;

/// What a person asks of a certificate file.
///
/// @param subject its distinguished name
/// @param expiresAt its last instant
/// @param sha256 of the whole certificate, in lower-case hex
public record CertificateSummary(Path file, String subject, Instant expiresAt, String sha256) {

  /// Returns the summary of the first certificate in `file`.
  public static CertificateSummary of(Path file) throws AuthorityException {
    try {
      var certificate = PemIdentity.readCertificate(file);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new CertificateSummary(
          file,
          certificate.getSubjectX500Principal().getName(),
          certificate.getNotAfter().toInstant(),
          HexFormat.of().formatHex(digest));
    } catch (IOException | CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new AuthorityException("`" + file + "` cannot be read", e);
    }
  }
}
