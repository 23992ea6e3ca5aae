import ts from 'typescript';

/**
 * A name from outside (a class, a column, a setting's path) may be one that every object inherits: `constructor`,
 * `toString`, `__proto__`. So a record is never read or written by a name that is only known at run time; `own` of
 * `@thaw/core`, `Object.hasOwn` and `Map` look at nothing inherited.
 */
export const ownMembers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      read: 'A name from outside may be one that every object inherits, such as `constructor`. Use `own(record, name)` or a Map.',
      write:
        'Writing under a name from outside may change the prototype (`__proto__`). Use a Map or Object.fromEntries.',
      in: '`in` also finds what every object inherits, such as `constructor`. Use `Object.hasOwn` or a Map.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const isFreeName = (node) => {
      const type = services.getTypeAtLocation(node);
      const parts = type.isUnion() ? type.types : [type];
      return parts.some((part) => part.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral));
    };
    const isRecord = (node) => {
      const type = checker.getNonNullableType(services.getTypeAtLocation(node));
      const parts = type.isUnion() ? type.types : [type];
      return parts.some((part) => checker.getIndexInfoOfType(part, ts.IndexKind.String) !== undefined);
    };
    const isWritten = (node) =>
      (node.parent.type === 'AssignmentExpression' && node.parent.left === node) ||
      node.parent.type === 'UpdateExpression';
    return {
      MemberExpression(node) {
        if (!node.computed || !isRecord(node.object) || !isFreeName(node.property)) return;
        context.report({ node, messageId: isWritten(node) ? 'write' : 'read' });
      },
      'BinaryExpression[operator="in"]'(node) {
        if (node.left.type === 'PrivateIdentifier' || !isFreeName(node.left)) return;
        context.report({ node, messageId: 'in' });
      },
    };
  },
};
