package io.legate.client.agent;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.HttpsClient;
import io.legate.client.broker.HttpsClient.Answer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An agent's calls to resource servers: the proofs for them, and each server's newest nonce. Safe
/// for use from many threads.
final class ResourceCalls {

  private final BrokerConnection broker;
  private final ProofMaker proofs;
  private final ConcurrentHashMap<String, String> nonces = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ResourceServerAddress, HttpsClient> clients =
      new ConcurrentHashMap<>();

  ResourceCalls(BrokerConnection broker, ProofMaker proofs) {
    this.broker = broker;
    this.proofs = proofs;
  }

  /// Returns what one call has to carry.
  ///
  /// @param actionDigest [io.legate.client.broker.AgentAction#hash]
  AuthorizedHeaders headers(String token, String method, URI uri, String actionDigest) {
    var target =
        Target.of(method, withoutQuery(uri))
            .withToken(token)
            .withNonce(nonces.get(origin(uri)))
            .withActionDigest(actionDigest);
    return new AuthorizedHeaders("DPoP " + token, proofs.make(target, broker.now()));
  }

  /// Keeps the nonce that came with an answer, if one did.
  void remember(URI uri, Answer answer) {
    String nonce = answer.nonce();
    if (nonce != null) {
      nonces.put(origin(uri), nonce);
    }
  }

  /// Whether the server wants the same call again with the nonce it gave.
  static boolean isNonceAsked(Answer answer) {
    return answer.status() == 401
        && answer.nonce() != null
        && answer.challenge().stream().anyMatch(c -> c.contains("error=\"use_dpop_nonce\""));
  }

  HttpsClient client(ResourceServerAddress server) {
    return clients.computeIfAbsent(
        server,
        address -> {
          URI base = address.baseUri();
          int port = base.getPort() == -1 ? 443 : base.getPort();
          return broker.httpsTo(host(base), port, address.caPem());
        });
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /// `htu` is the address "without query and fragment parts" (RFC 9449 section 4.2).
  private static String withoutQuery(URI uri) {
    String text = uri.toString();
    int end = firstOf(text, '?', firstOf(text, '#', text.length()));
    return text.substring(0, end);
  }

  private static int firstOf(String text, char mark, int otherwise) {
    int at = text.indexOf(mark);
    return at < 0 || at > otherwise ? otherwise : at;
  }

  static String pathOf(URI uri) {
    @Nullable String query = uri.getRawQuery();
    return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
  }
}
