package io.legate.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.GeneralName;

/// The certificate authority of one data folder: `ca.pem`, which clients trust, and `ca-key.pem`.
///
/// What it issues is for loopback addresses and the names it was made for. Its own certificate says
/// so, so that trusting `ca.pem` trusts it for nothing else; OpenSSL and Go apply that to an
/// anchor, the JDK does not. Certificates are reused while they have [#RENEW_BEFORE] left, and made
/// anew after.
///
/// Not for use by two processes at once in one folder; the ledger's lock sees to that for a broker.
public final class LocalAuthority {

  /// What is left of a certificate's life when it is made anew.
  public static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private final CertificateMaker maker;
  private final Identity authority;
  private final PemIdentity files;
  private final Path folder;
  private final CertificateNames names;
  private final Clock clock;

  private LocalAuthority(
      CertificateMaker maker,
      Identity authority,
      PemIdentity files,
      Path folder,
      CertificateNames names,
      Clock clock) {
    this.maker = maker;
    this.authority = authority;
    this.files = files;
    this.folder = folder;
    this.names = names;
    this.clock = clock;
  }

  /// Opens the authority of `folder`, which is made where there is none.
  ///
  /// @param names besides loopback, what its certificates are for
  /// @throws AuthorityException if its files cannot be used, or it was made for fewer names
  public static LocalAuthority open(Path folder, CertificateNames names, Clock clock)
      throws AuthorityException {
    var maker = new CertificateMaker(new SecureRandom());
    var files = PemIdentity.in(folder, "ca");
    try {
      OwnerOnlyFile.createFolder(folder);
      var authority = files.readAuthority();
      if (authority.isEmpty() || !hasLifeLeft(authority.get(), clock.instant())) {
        var made = maker.authority(names, clock.instant());
        files.write(made, List.of());
        authority = Optional.of(made);
      }
      requirePermitted(authority.get(), names, files);
      return new LocalAuthority(maker, authority.get(), files, folder, names, clock);
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("the local CA in `" + folder + "` cannot be used", e);
    }
  }

  /// The files of the authority: its certificate is what clients trust.
  public PemIdentity files() {
    return files;
  }

  /// Returns this folder's `server.pem` and `server-key.pem`, made anew where they are missing, end
  /// soon, are for other names or of another authority.
  public PemIdentity server() throws AuthorityException {
    var server = PemIdentity.in(folder, "server");
    try {
      var kept = server.read();
      if (kept.isEmpty()
          || !hasLifeLeft(kept.get(), clock.instant())
          || !isIssuedHere(kept.get().certificate())
          || !dnsNames(kept.get().certificate()).equals(Set.copyOf(names.dns()))) {
        write(server, "Legate broker", names);
      }
      return server;
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("`" + server.certificateFile() + "` cannot be made", e);
    }
  }

  /// Makes a new key and certificate for `label`, for loopback and `label.localhost`, as
  /// `label.pem` and `label-key.pem` in `out`.
  ///
  /// @throws IllegalArgumentException if it is not one label of a DNS name
  public PemIdentity issue(String label, Path out) throws AuthorityException {
    if (!CertificateNames.isLabel(label)) {
      throw new IllegalArgumentException("`" + label + "` is not one label of a DNS name");
    }
    var identity = PemIdentity.in(out, label);
    try {
      OwnerOnlyFile.createFolder(out);
      write(identity, label, new CertificateNames(List.of(label + ".localhost")));
      return identity;
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("`" + identity.certificateFile() + "` cannot be made", e);
    }
  }

  private void write(PemIdentity files, String commonName, CertificateNames names)
      throws IOException, GeneralSecurityException {
    var made = maker.leaf(commonName, names, authority, clock.instant());
    files.write(made, List.of(authority.certificate()));
  }

  private static void requirePermitted(
      Identity authority, CertificateNames names, PemIdentity files) throws AuthorityException {
    var permitted = CertificateMaker.permittedDnsNames(authority.certificate());
    for (String name : names.dns()) {
      if (permitted.stream().noneMatch(held -> name.equals(held) || name.endsWith("." + held))) {
        throw new AuthorityException(
            "the local CA was not made for `%s`: remove `%s` and `%s` for one that is"
                .formatted(name, files.certificateFile(), files.keyFile()));
      }
    }
  }

  private static boolean hasLifeLeft(Identity identity, Instant at) {
    return identity.certificate().getNotAfter().toInstant().isAfter(at.plus(RENEW_BEFORE))
        && !identity.certificate().getNotBefore().toInstant().isAfter(at);
  }

  private boolean isIssuedHere(X509Certificate certificate) {
    try {
      certificate.verify(authority.publicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static Set<String> dnsNames(X509Certificate certificate)
      throws CertificateParsingException {
    var alternatives = certificate.getSubjectAlternativeNames();
    return alternatives == null
        ? Set.of()
        : alternatives.stream()
            .filter(name -> name.getFirst().equals(GeneralName.dNSName))
            .map(name -> String.valueOf(name.getLast()))
            .collect(Collectors.toUnmodifiableSet());
  }
}
