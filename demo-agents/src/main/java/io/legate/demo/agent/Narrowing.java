package io.legate.demo.agent;

import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What each agent keeps of its own boundary for the next one: what that one needs, and no more.
///
/// Limits are left out, because they are inherited whether repeated or not. Permissions of a form
/// that is not known here are not passed on.
public final class Narrowing {

  private static final int DEEPEST = 3;

  private static final List<String> INHERITED =
      List.of("delegation", "conditions", "labels", "approval", "obligations");

  private Narrowing() {}

  /// Orchestrator to research: these files, these orders, these customers.
  public static Json.Arr forResearch(
      Json.Arr boundary,
      Collection<String> files,
      Predicate<String> orders,
      Predicate<String> customers) {
    return each(
        boundary,
        permission ->
            switch (action(permission)) {
              case Actions.DOCUMENTS_READ ->
                  files.isEmpty() ? null : without(resources(permission, files), "delegation");
              case Actions.ORDERS_READ -> delegable(permission, 2, Party.ANALYSIS);
              case Actions.CUSTOMERS_READ ->
                  delegable(
                      onlyCustomers(permission, customers), DEEPEST, Party.ANALYSIS, Party.ACTION);
              case Actions.MAIL_SEND ->
                  delegable(permission, DEEPEST, Party.ANALYSIS, Party.ACTION);
              case Actions.PAYMENTS_CREATE ->
                  orders.test(order(permission))
                      ? delegable(permission, DEEPEST, Party.ANALYSIS, Party.ACTION)
                      : null;
              case String _ -> null;
            });
  }

  /// Research to analysis: no more documents; receipts only; the orders that invoices named.
  public static Json.Arr forAnalysis(
      Json.Arr boundary, Predicate<String> orders, Predicate<String> customers) {
    return each(
        boundary,
        permission ->
            switch (action(permission)) {
              case Actions.ORDERS_READ -> receiptsOnly(permission);
              case Actions.CUSTOMERS_READ ->
                  delegable(onlyCustomers(permission, customers), DEEPEST, Party.ACTION);
              case Actions.MAIL_SEND -> delegable(permission, DEEPEST, Party.ACTION);
              case Actions.PAYMENTS_CREATE ->
                  orders.test(order(permission))
                      ? delegable(permission, DEEPEST, Party.ACTION)
                      : null;
              case String _ -> null;
            });
  }

  /// Analysis to action: the payments of these invoices, and mail. Nothing can be passed on.
  ///
  /// @param invoices the numbers of the invoices found for each order
  public static Json.Arr forAction(
      Json.Arr boundary, Map<String, List<String>> invoices, Predicate<String> customers) {
    return each(
        boundary,
        permission ->
            switch (action(permission)) {
              case Actions.CUSTOMERS_READ -> {
                Json.Obj narrowed = onlyCustomers(permission, customers);
                yield narrowed == null ? null : without(narrowed, "delegation");
              }
              case Actions.MAIL_SEND -> without(permission, "delegation");
              case Actions.PAYMENTS_CREATE -> {
                List<String> numbers = invoices.getOrDefault(order(permission), List.of());
                yield numbers.isEmpty()
                    ? null
                    : without(onlyInvoices(permission, numbers), "delegation");
              }
              case String _ -> null;
            });
  }

  /// Analysis to action, where the invoices are not known yet.
  public static Json.Arr forStandBy(Json.Arr boundary) {
    return each(
        boundary,
        permission ->
            switch (action(permission)) {
              case Actions.CUSTOMERS_READ, Actions.MAIL_SEND, Actions.PAYMENTS_CREATE ->
                  without(permission, "delegation");
              case String _ -> null;
            });
  }

  /// Orchestrator to assistant: all there is, and nothing of it to be passed on. What is inherited
  /// anyway is not said again.
  public static Json.Arr forAssistant(Json.Arr boundary) {
    return each(
        boundary,
        permission -> {
          Json.Obj bare = permission;
          for (String member : INHERITED) {
            bare = without(bare, member);
          }
          return bare;
        });
  }

  /// Orchestrator to one of several agents: the permissions whose first action is one of these, or
  /// all of them where none is named. Nothing of it can be passed on.
  public static Json.Arr forBranch(Json.Arr boundary, Collection<String> actions) {
    var all = forAssistant(boundary);
    return actions.isEmpty()
        ? all
        : each(all, permission -> actions.contains(action(permission)) ? permission : null);
  }

  private static Json.Arr each(Json.Arr boundary, Function<Json.Obj, Json.@Nullable Obj> narrower) {
    var kept = new ArrayList<Json>();
    for (Json item : boundary.items()) {
      if (item instanceof Json.Obj permission) {
        Json.Obj narrowed = narrower.apply(without(permission, "limits"));
        if (narrowed != null) {
          kept.add(narrowed);
        }
      }
    }
    return new Json.Arr(kept);
  }

  /// The first of its actions, which tells what kind of permission it is.
  private static String action(Json.Obj permission) {
    return first(permission, "actions");
  }

  /// The order that a payment's resource lies in.
  private static String order(Json.Obj permission) {
    String resource = first(permission, "resources");
    return resource.startsWith(Actions.ORDERS + "/") && resource.endsWith("/*")
        ? resource.substring(Actions.ORDERS.length() + 1, resource.length() - 2)
        : "";
  }

  private static String first(Json.Obj permission, String member) {
    return permission.get(member) instanceof Json.Arr(var items)
            && !items.isEmpty()
            && items.getFirst() instanceof Json.Str(var text)
        ? text
        : "";
  }

  private static Json.Obj resources(Json.Obj permission, Collection<String> files) {
    var names = files.stream().map(file -> Actions.INBOX + "/" + file).toList();
    return with(permission, "resources", Json.Arr.ofStrings(names));
  }

  private static Json.Obj receiptsOnly(Json.Obj permission) {
    var receipts = with(permission, "actions", Json.Arr.ofStrings(List.of(Actions.RECEIPTS_READ)));
    return without(
        with(receipts, "resources", Json.Arr.ofStrings(List.of(Actions.ORDERS + "/*"))),
        "delegation");
  }

  private static Json.Obj onlyInvoices(Json.Obj permission, List<String> numbers) {
    if (!(permission.get("arguments") instanceof Json.Obj arguments)) {
      return permission;
    }
    var oneOf =
        Json.Obj.with("constraint_type", "one_of")
            .with("values", Json.Arr.ofStrings(numbers))
            .build();
    return with(permission, "arguments", with(arguments, "invoice", oneOf));
  }

  /// Returns null where no customer is left.
  private static Json.@Nullable Obj onlyCustomers(
      Json.Obj permission, Predicate<String> customers) {
    if (!(permission.get("resources") instanceof Json.Arr(var resources))) {
      return null;
    }
    var kept =
        resources.stream()
            .filter(
                resource ->
                    resource instanceof Json.Str(var name)
                        && customers.test(name.substring(name.lastIndexOf('/') + 1)))
            .toList();
    return kept.isEmpty() ? null : with(permission, "resources", new Json.Arr(kept));
  }

  private static Json.@Nullable Obj delegable(
      Json.@Nullable Obj permission, int maxDepth, Party... delegates) {
    return permission == null
        ? null
        : with(permission, "delegation", Permission.delegationTo(maxDepth, List.of(delegates)));
  }

  private static Json.Obj with(Json.Obj object, String name, Json value) {
    var members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new Json.Obj(members);
  }

  private static Json.Obj without(Json.Obj object, String name) {
    var members = new LinkedHashMap<>(object.members());
    members.remove(name);
    return new Json.Obj(members);
  }
}
