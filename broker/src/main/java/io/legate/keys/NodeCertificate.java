package io.legate.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which node a certificate is of: one URI among its alternative names, `urn:legate:node:2`.
public final class NodeCertificate {

  private static final String PREFIX = "urn:legate:node:";
  private static final Pattern NODE = Pattern.compile(PREFIX + "([1-9][0-9]{0,3})");

  /// The tag of a URI among alternative names (RFC 5280 section 4.2.1.6).
  private static final Integer URI_TAG = 6;

  private NodeCertificate() {}

  static String uri(int node) {
    return PREFIX + node;
  }

  /// Looks whether a file holds a certificate of this node.
  ///
  /// @throws AuthorityException if it does not, or cannot be read
  public static void require(Path file, int node) throws AuthorityException {
    try {
      var found = nodeOf(PemIdentity.readCertificate(file));
      if (found.isEmpty() || found.getAsInt() != node) {
        throw new AuthorityException("`" + file + "` is not the certificate of node " + node);
      }
    } catch (IOException e) {
      throw new AuthorityException("`" + file + "` cannot be read", e);
    }
  }

  /// Returns the node's number; nothing where the certificate is no node's, or says so of two.
  public static OptionalInt nodeOf(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      var found = OptionalInt.empty();
      for (var name : names == null ? java.util.List.<java.util.List<?>>of() : names) {
        if (name.getFirst().equals(URI_TAG) && String.valueOf(name.getLast()).startsWith(PREFIX)) {
          Matcher node = NODE.matcher(String.valueOf(name.getLast()));
          if (!node.matches() || found.isPresent()) {
            return OptionalInt.empty();
          }
          found = OptionalInt.of(Integer.parseInt(node.group(1)));
        }
      }
      return found;
    } catch (CertificateParsingException notReadable) {
      return OptionalInt.empty();
    }
  }
}
