package io.legate.boundary;

import io.legate.boundary.Delegation.Delegate;
import java.util.List;

/// One way in which a child permission goes beyond a parent permission. Carries both sides.
public sealed interface Excess {

  /// An action, or a family, that none of the parent's contains.
  record ActionNotHeld(ActionPattern child, List<ActionPattern> parent) implements Excess {}

  /// A location that the parent does not name.
  record LocationNotHeld(String child, List<String> parent) implements Excess {}

  /// A resource, or a tree, that none of the parent's contains.
  record ResourceNotHeld(ResourcePattern child, List<ResourcePattern> parent) implements Excess {}

  /// The child admits any argument, by naming none, and the parent does not.
  record AnyArgument(Arguments.Named parent) implements Excess {}

  /// The child names an argument that the parent does not admit.
  record ArgumentNotNamed(String name, Argument child, Arguments.Named parent) implements Excess {}

  /// The parent requires an argument that the child does not name, and so cannot have.
  record ArgumentLeftOut(String name, Argument parent) implements Excess {}

  /// The child's constraint on an argument is not shown to lie within the parent's, or admits
  /// absence where the parent does not.
  record ArgumentWider(String name, Argument child, Argument parent) implements Excess {}

  /// The child may be passed on, and the parent may not.
  record DelegationNotHeld(Delegation child) implements Excess {}

  /// The child may be held deeper than the parent.
  record DepthOverParent(int child, int parent) implements Excess {}

  /// The child may be passed on to clients that no entry of the parent contains.
  record DelegateNotHeld(Delegate child, List<Delegate> parent) implements Excess {}

  /// Returns the stable name, such as `argument_wider`.
  default String code() {
    return switch (this) {
      case ActionNotHeld _ -> "action_not_held";
      case LocationNotHeld _ -> "location_not_held";
      case ResourceNotHeld _ -> "resource_not_held";
      case AnyArgument _ -> "any_argument";
      case ArgumentNotNamed _ -> "argument_not_named";
      case ArgumentLeftOut _ -> "argument_left_out";
      case ArgumentWider _ -> "argument_wider";
      case DelegationNotHeld _ -> "delegation_not_held";
      case DepthOverParent _ -> "depth_over_parent";
      case DelegateNotHeld _ -> "delegate_not_held";
    };
  }

  /// Returns a sentence for a person: lower case, no full stop.
  default String sentence() {
    return switch (this) {
      case ActionNotHeld(var child, _) -> "action `" + child + "` is not held";
      case LocationNotHeld(var child, _) -> "location `" + child + "` is not held";
      case ResourceNotHeld(var child, _) -> "resource `" + child + "` is not held";
      case AnyArgument _ -> "admits any argument by naming none";
      case ArgumentNotNamed(var name, _, _) ->
          "argument `" + name + "` is not one that may be given";
      case ArgumentLeftOut(var name, _) -> "argument `" + name + "` must be given";
      case ArgumentWider(var name, var child, var parent) ->
          child.optional() && !parent.optional()
              ? "argument `" + name + "` may not be optional"
              : "argument `%s` is not within `%s` of the parent"
                  .formatted(name, parent.constraint().type());
      case DelegationNotHeld _ -> "may not be passed on";
      case DepthOverParent(var child, var parent) -> "depth %s is over %s".formatted(child, parent);
      case DelegateNotHeld(var child, _) ->
          "delegate `%s` is not one that is allowed"
              .formatted(child.sub() != null ? child.sub() : child.subProfile());
    };
  }
}
