package io.legate.demo.server;

import io.legate.client.resource.ResourceServer;
import io.legate.client.web.LegateHandler;
import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.json.Json;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// The ERP's routes.
public final class ErpService {

  private ErpService() {}

  /// Opens the data and adds the routes.
  public static void mount(
      Router router,
      ResourceServer server,
      Path database,
      InputFolder records,
      Consumer<Json.Obj> told)
      throws SQLException {
    ErpStore store = ErpStore.open(database, records);
    var enforcement = new Enforcement("erp", server, store.calls(), told);
    router
        .get("/vendors/:id")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String id = context.pathParam("id");
                  return enforcement.perform(
                      call,
                      Actions.readVendor(id),
                      (obligations, decision) -> Enforcement.shown(obligations, store.vendor(id)));
                }));
    router
        .post("/vendors/:id")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String id = context.pathParam("id");
                  String iban = iban(body);
                  return enforcement.perform(
                      call,
                      Actions.updateVendor(id, iban),
                      (obligations, decision) ->
                          obligations.act(() -> changed(store.changeAccount(id, iban))));
                }));
    router
        .get("/orders/:id")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String id = context.pathParam("id");
                  return enforcement.perform(
                      call,
                      Actions.readOrder(id),
                      (obligations, decision) -> Enforcement.shown(obligations, store.order(id)));
                }));
    router
        .get("/orders/:id/receipts")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String id = context.pathParam("id");
                  return enforcement.perform(
                      call,
                      Actions.readReceipts(id),
                      (obligations, decision) ->
                          Enforcement.shown(obligations, Optional.of(store.receipts(id))));
                }));
    mountPayments(router, server, store, enforcement);
  }

  private static void mountPayments(
      Router router, ResourceServer server, ErpStore store, Enforcement enforcement) {
    router
        .post("/payments")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  Payment payment = payment(body);
                  return enforcement.perform(
                      call,
                      Actions.pay(payment),
                      (obligations, decision) ->
                          obligations.act(
                              () -> {
                                long number =
                                    store.book(payment, call.taskId().toString(), decision);
                                return Json.Obj.with("payment", Long.toString(number)).build();
                              }));
                }));
  }

  private static String iban(Json.Obj body) throws RequestException {
    try {
      return new Fields(body).string("iban");
    } catch (BadMessageException e) {
      throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }

  private static Json changed(int vendors) throws RequestException {
    if (vendors == 0) {
      throw Enforcement.nothingThere();
    }
    return Json.Obj.with("changed", vendors).build();
  }

  private static Payment payment(Json.Obj body) throws RequestException {
    try {
      return Payment.of(new Fields(body));
    } catch (BadMessageException e) {
      throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }
}
