package io.legate.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The certificate authority of one cluster: `cluster-ca.pem`, which its brokers trust, and
/// `cluster-ca-key.pem`. It makes nodes and nothing else.
///
/// Apart from the [LocalAuthority], so that whoever may make a server or a client makes no node.
/// Its certificates say which node they are of, which is what peers check; the host names in them
/// are for other tools. Nobody but brokers should trust it: it is not held to any names. A broker
/// needs its own files and `cluster-ca.pem`; the authority's key belongs on none of them.
public final class ClusterAuthority {

  private final CertificateMaker maker;
  private final Identity authority;
  private final PemIdentity files;
  private final Clock clock;

  private ClusterAuthority(
      CertificateMaker maker, Identity authority, PemIdentity files, Clock clock) {
    this.maker = maker;
    this.authority = authority;
    this.files = files;
    this.clock = clock;
  }

  /// Opens the authority of `folder`, which is made where there is none.
  ///
  /// @throws AuthorityException if its files cannot be used
  public static ClusterAuthority open(Path folder, Clock clock) throws AuthorityException {
    var maker = new CertificateMaker(new SecureRandom());
    var files = PemIdentity.in(folder, "cluster-ca");
    try {
      OwnerOnlyFile.createFolder(folder);
      var authority = files.readAuthority();
      if (authority.isEmpty()) {
        var made = maker.clusterAuthority(clock.instant());
        files.write(made, List.of());
        authority = Optional.of(made);
      }
      return new ClusterAuthority(maker, authority.get(), files, clock);
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("the cluster CA in `" + folder + "` cannot be used", e);
    }
  }

  /// The files of the authority: its certificate is what brokers trust each other by.
  public PemIdentity files() {
    return files;
  }

  /// Makes a new key and certificate for a node, as `node-N.pem` and `node-N-key.pem` in `out`.
  ///
  /// @param names of its host, besides loopback
  public PemIdentity issue(int node, CertificateNames names, Path out) throws AuthorityException {
    var identity = PemIdentity.in(out, "node-" + node);
    try {
      OwnerOnlyFile.createFolder(out);
      var made = maker.node(node, names, authority, clock.instant());
      identity.write(made, List.of(authority.certificate()));
      return identity;
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityException("`" + identity.certificateFile() + "` cannot be made", e);
    }
  }
}
