export { routeOf } from '../net/route.ts';
