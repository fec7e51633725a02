// Java over several files: how imports may be written.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { allBelow, fileIn, repositoryOf, writtenCalls } from './repository.js';

describe('an import that is broken over lines', () => {
  const order = 'src/main/java/shop/model/Order.java';
  const format = 'src/main/java/shop/text/Format.java';
  const app = 'src/main/java/shop/app/App.java';
  const files = {
    [order]: 'package shop . model; public class Order { public void save() {} }',
    [format]: 'package shop.text; public class Format { public static String pad(String text) { return text; } }',
    [app]: `package shop.app;
      import shop.model.
          Order;
      import static shop.text. /* all of it */ Format.*;
      class App {
        void run(Order order) { order.save(); pad("a"); }
        void other(shop . model . Order order) { order.save(); }
      }`,
  };

  it('leads where the same one in one line does, and is named like it', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, fileIn(graph, root, app).imports)).toEqual([order, format]);
    expect(writtenCalls(graph, root, app)).toEqual([
      `Order.save > ${order} [${order}::Order::save] receiver`,
      `.pad > ${format} [${format}::Format::pad] import`,
      `Order.save > ${order} [${order}::Order::save] receiver`,
    ]);
  });
});
