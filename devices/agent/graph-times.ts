import type { GraphTimes } from '#harness/domain/operator-times.ts';
import { EventsFault, excerpt } from './events-fault.ts';
import type { OperatorsEvent } from './protocol.ts';

/** Far more than any model has: a run keeps what is reported here. */
const MOST_GRAPHS = 64;
const MOST_OPERATORS = 1000;

/**
 * What an app reports of the operators of a graph, as a run keeps it. Throws EVENTS_PLAN for more than any model has.
 *
 * @param before graphs that it has reported already
 */
export function graphTimesOf({ graph, operators, reason }: OperatorsEvent, before: number): GraphTimes {
  if (before >= MOST_GRAPHS || (operators?.length ?? 0) > MOST_OPERATORS) {
    const message = `The app reports the operators of more than ${MOST_GRAPHS} graphs, or more than ${MOST_OPERATORS} of one.`;
    throw new EventsFault('EVENTS_PLAN', message);
  }
  const name = excerpt(graph);
  return operators === null
    ? { kind: 'unread', name, reason: excerpt(reason ?? 'the app does not say why') }
    : { kind: 'read', name, operators: operators.map((each) => ({ ...each, operator: excerpt(each.operator) })) };
}
