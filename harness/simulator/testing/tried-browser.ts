export * from '../try/index.ts';
