package io.legate.client;

import io.legate.client.broker.AgentAction;
import io.legate.client.resource.Answer;
import io.legate.client.resource.Permit;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Objects;

/// A resource server's route for several payments in one request.
final class BatchOfPayments {

  private BatchOfPayments() {}

  /// Makes each payment of `payments` that is allowed, and says of each what came of it.
  ///
  /// @param paid gets the arguments of those that were made
  static Obj pay(ResourceServer server, VerifiedCall call, Obj body, Collection<Obj> paid)
      throws Exception {
    var actions = new ArrayList<AgentAction>();
    for (Json each : ((Arr) Objects.requireNonNull(body.get("payments"))).items()) {
      actions.add(payment((Obj) each));
    }
    var results = new ArrayList<Json>();
    for (Answer answer : server.authorizeBatch(call, actions)) {
      results.add(
          switch (answer) {
            case Permit permit -> made(permit, paid);
            case Refusal refusal -> new Str(refusal.decision().name());
          });
    }
    return Obj.with("results", new Arr(results)).build();
  }

  private static Json made(Permit permit, Collection<Obj> paid) throws Exception {
    Obj arguments = permit.decided().arguments();
    return permit.execute(
        arguments,
        (obligations, outcome) ->
            obligations.act(
                () -> {
                  paid.add(arguments);
                  return new Str("paid");
                }));
  }

  /// What a member of `payments` is as an action.
  static AgentAction payment(Obj body) {
    String invoice = "invoice://acme/" + body.string("invoice");
    var arguments = new LinkedHashMap<>(body.members());
    arguments.remove("invoice");
    return new AgentAction("payments.create", invoice, new Obj(arguments));
  }
}
