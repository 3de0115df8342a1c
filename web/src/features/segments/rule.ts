/** A rule while it is being chosen: changed by the place of its parts, and told apart from what is not filled in yet. */
import type { Condition, Group, RuleField } from "../../client/types.ts";

export type Node = Condition | Group;
/** Where a part stands: the number within its group, from the outermost group inwards. */
export type Place = readonly number[];

export const EVERYBODY: Group = { match: "all", rules: [] };

/** How many values an operator takes; the others take any number. */
const VALUES: Record<string, number> = { known: 0, unknown: 0, between: 2 };
const LISTS = new Set(["in", "not_in", "has_all"]);

export function isGroup(node: Node): node is Group {
  return "match" in node;
}

export function isList(op: string): boolean {
  return LISTS.has(op);
}

export function valuesOf(op: string): number {
  return VALUES[op] ?? 1;
}

/** The first operator that people mean, with nothing to compare with yet. */
export function newCondition(field: RuleField): Condition {
  const [first] = field.operators;
  return { field: field.name, op: field.kind === "number" ? "ge" : (first?.value ?? "known"), values: [] };
}

/** The same condition by another operator; values stay where they still fit. */
export function withOperator(condition: Condition, op: string): Condition {
  const days = new Set(["last", "ago", "next"]);
  const fits = isList(op) === isList(condition.op) && days.has(op) === days.has(condition.op);
  const kept = fits ? (condition.values ?? []) : [];
  return { ...condition, op, values: isList(op) ? kept : kept.slice(0, valuesOf(op)) };
}

function rulesOf(group: Group): Node[] {
  return (group.rules ?? []) as Node[];
}

/** The rule with the part at a place made anew; null takes it out. */
export function changed(group: Group, place: Place, change: (node: Node) => Node | null): Group {
  const [first, ...rest] = place;
  if (first === undefined) return (change(group) ?? EVERYBODY) as Group;
  const rules = rulesOf(group).flatMap((node, at) => {
    if (at !== first) return [node];
    const next = rest.length === 0 ? change(node) : isGroup(node) ? changed(node, rest, change) : node;
    return next ? [next] : [];
  });
  return { ...group, rules };
}

export function added(group: Group, place: Place, node: Node): Group {
  return changed(group, place, (found) => (isGroup(found) ? { ...found, rules: [...rulesOf(found), node] } : found));
}

/** The rule with the part at a place one further up or down among its neighbours. */
export function moved(group: Group, place: Place, by: 1 | -1): Group {
  const at = place.at(-1) ?? 0;
  return changed(group, place.slice(0, -1), (found) => {
    if (!isGroup(found)) return found;
    const rules = [...rulesOf(found)];
    const [one, other] = [rules[at], rules[at + by]];
    if (!one || !other) return found;
    rules[at] = other;
    rules[at + by] = one;
    return { ...found, rules };
  });
}

export function isComplete(condition: Condition): boolean {
  const values = (condition.values ?? []).filter((value) => value !== "");
  return isList(condition.op) ? values.length > 0 : values.length === valuesOf(condition.op);
}

/** What can be asked already: conditions without their value are left out, and so are groups left empty by that. */
export function complete(group: Group): Group {
  const rules = rulesOf(group).flatMap((node): Node[] => {
    if (!isGroup(node)) return isComplete(node) ? [node] : [];
    const inner = complete(node);
    return rulesOf(inner).length > 0 ? [inner] : [];
  });
  return { ...group, rules };
}

export function hasUnfinished(group: Group): boolean {
  return rulesOf(group).some((node) => (isGroup(node) ? hasUnfinished(node) : !isComplete(node)));
}

export function parts(group: Group): Node[] {
  return rulesOf(group);
}
