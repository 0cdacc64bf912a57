export { groupBy } from '../../model/group-by.ts';
