import type { Message } from '../message.ts';
import { type Feature, FeatureSet } from './feature.ts';
import { addFine } from './fine.ts';
import { addNumbers } from './numbers.ts';
import { observe } from './observed.ts';
import { isMonotonous, seriesOf } from './series.ts';
import { addShape } from './shape.ts';
import { addValues } from './values.ts';

/**
 * Everything of an experiment that can depend on the page. Labels play no part in it.
 * @param isOrderRegular whether the pages alternate so regularly that a bit of a counter would follow them
 */
export function featuresOf(messages: readonly Message[], blocks: number, isOrderRegular: boolean): Feature[] {
  const set = new FeatureSet(blocks);
  const observed = observe(messages);
  const series = seriesOf(observed, blocks);
  addValues(set, series);
  addShape(set, observed, blocks);
  addFine(set, isOrderRegular ? series.filter((each) => !isMonotonous(each)) : series);
  addNumbers(set, observed, series);

  return set.all;
}
