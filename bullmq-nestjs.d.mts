export * from './bullmq-nestjs.js';
