package io.legate.idp;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Gets JSON objects: with a limit on their bytes and on the time to their last one, and without
/// following redirects. Safe for use from many threads; blocks.
final class JsonFetch implements AutoCloseable {

  /// Of one answer. Metadata and key sets have a few thousand.
  static final int BYTES_MAX = 256 * 1024;

  private final HttpClient client;
  private final Duration patience;

  private JsonFetch(HttpClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  /// Returns what fetches.
  ///
  /// @param authorities PEM file of certificates to trust; null for those the system trusts
  /// @param patience from the connection to the last byte
  /// @throws IOException if the file cannot be used
  static JsonFetch trusting(@Nullable Path authorities, Duration patience) throws IOException {
    var client =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(patience)
            .executor(task -> Thread.ofVirtual().name("identity-provider").start(task));
    if (authorities != null) {
      client.sslContext(context(authorities));
    }
    return new JsonFetch(client.build(), patience);
  }

  private static SSLContext context(Path authorities) throws IOException {
    try (InputStream in = Files.newInputStream(authorities)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
      if (number == 0) {
        throw new IOException("`" + authorities + "` holds no certificate");
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("`" + authorities + "` holds no usable certificate", e);
    }
  }

  /// Returns the object at an address.
  ///
  /// @throws IOException if there is none: another status than 200 (a redirect is one), too many
  ///   bytes, too late, not JSON
  Json.Obj get(URI address) throws IOException {
    var request = HttpRequest.newBuilder(address).header("accept", "application/json").build();
    var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX);
    var asked = client.sendAsync(request, body);
    try {
      HttpResponse<byte[]> answer = asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException("`" + address + "` answers with " + answer.statusCode());
      }
      return JsonReader.readObject(answer.body());
    } catch (TimeoutException e) {
      throw new IOException("`" + address + "` took longer than " + patience, e);
    } catch (ExecutionException e) {
      throw new IOException("`" + address + "` cannot be read: " + e.getCause(), e);
    } catch (MalformedJsonException e) {
      throw new IOException("`" + address + "` is not acceptable JSON: it " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      asked.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
