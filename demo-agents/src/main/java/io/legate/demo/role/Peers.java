package io.legate.demo.role;

import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Hands work to other agents, over TLS to the demonstration's own authority.
///
/// A statement goes with the work and nothing else does: the receiver gets its token from the
/// broker, which checks that the statement was made for it.
final class Peers {

  private final Setting setting;
  private final HttpClient client;

  Peers(Setting setting, Vertx vertx) {
    this.setting = setting;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(setting.folder().ca().toString())));
  }

  /// Hands work over and waits until it is done.
  List<Result> handOver(Party next, String statement, Json.Obj work)
      throws NotDoneException, BadMessageException {
    URI base = setting.address(next);
    var options =
        new RequestOptions()
            .setHost(base.getHost())
            .setPort(base.getPort())
            .setMethod(HttpMethod.POST)
            .setURI("/work");
    String body = Jcs.text(Json.Obj.with("statement", statement).with("work", work).build());
    try {
      String answer =
          client
              .request(options)
              .compose(request -> request.send(body))
              .compose(response -> response.body())
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .toString();
      return results(Fields.read(answer));
    } catch (ExecutionException e) {
      throw new NotDoneException(false, next.word() + " cannot be reached");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotDoneException(false, "waiting for " + next.word() + " was interrupted");
    }
  }

  private static List<Result> results(Fields answer) throws NotDoneException, BadMessageException {
    if (answer.object().get("refused") != null) {
      throw new NotDoneException(true, answer.string("refused"));
    }
    if (answer.object().get("failed") != null) {
      throw new NotDoneException(false, answer.string("failed"));
    }
    var results = new ArrayList<Result>();
    for (Fields each : answer.list("results")) {
      results.add(Result.of(each));
    }
    return results;
  }
}
