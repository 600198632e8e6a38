package web

import (
	"errors"
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"text/template/parse"
)

// Check holds the page's templates against its type: every field and method
// that they name must be there. A test calls it, so that a branch that no test
// renders cannot fail before a visitor.
func (p *Page[T]) Check() error {
	c := checker{set: p.sets[Danish](), functions: p.functions(Danish), seen: map[string]bool{}}
	for _, name := range []string{"title", "description", "main"} {
		if t := c.set.Lookup(name); t != nil {
			c.template(name, reflect.TypeFor[T]())
		}
	}
	return errors.Join(c.errs...)
}

// A checker walks templates with the type of the dot. A nil type is one that is
// not known, of which nothing is asked.
type checker struct {
	set       *template.Template
	functions template.FuncMap
	seen      map[string]bool // name and type of templates that were walked
	name      string
	errs      []error
}

type variables map[string]reflect.Type

func (c *checker) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("template %q: %s", c.name, fmt.Sprintf(format, args...)))
}

func (c *checker) template(name string, dot reflect.Type) {
	key := fmt.Sprint(name, " ", dot)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	t := c.set.Lookup(name)
	if t == nil {
		c.fail("there is no template %q", name)
		return
	}
	outer := c.name
	c.name = name
	c.walk(t.Tree.Root, dot, variables{"$": dot})
	c.name = outer
}

func (c *checker) walk(node parse.Node, dot reflect.Type, vars variables) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, inner := range n.Nodes {
				c.walk(inner, dot, vars)
			}
		}
	case *parse.ActionNode:
		c.pipe(n.Pipe, dot, vars)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			c.template(n.Name, c.pipe(n.Pipe, dot, vars))
		}
	case *parse.IfNode:
		vars = maps.Clone(vars)
		c.pipe(n.Pipe, dot, vars)
		c.walk(n.List, dot, vars)
		c.walk(n.ElseList, dot, vars)
	case *parse.WithNode:
		vars = maps.Clone(vars)
		c.walk(n.List, c.pipe(n.Pipe, dot, vars), vars)
		c.walk(n.ElseList, dot, vars)
	case *parse.RangeNode:
		vars = maps.Clone(vars)
		whole := c.pipe(n.Pipe, dot, maps.Clone(vars))
		var element reflect.Type
		if whole != nil {
			switch whole.Kind() {
			case reflect.Slice, reflect.Array, reflect.Map:
				element = whole.Elem()
			default:
				c.fail("range over %v in %s", whole, n.Pipe)
			}
		}
		for i, declared := range n.Pipe.Decl {
			vars[declared.Ident[0]] = element
			if len(n.Pipe.Decl) == 2 && i == 0 {
				vars[declared.Ident[0]] = reflect.TypeFor[int]()
			}
		}
		c.walk(n.List, element, vars)
		c.walk(n.ElseList, dot, vars)
	}
}

// pipe returns the type of a pipeline and declares its variables.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type, vars variables) (t reflect.Type) {
	known := vars
	if known == nil {
		known = variables{"$": dot}
	}
	for _, command := range p.Cmds {
		t = c.command(command, dot, known)
	}
	if vars != nil {
		for _, declared := range p.Decl {
			vars[declared.Ident[0]] = t
		}
	}
	return t
}

func (c *checker) command(n *parse.CommandNode, dot reflect.Type, vars variables) reflect.Type {
	var types []reflect.Type
	for _, arg := range n.Args[1:] {
		types = append(types, c.operand(arg, dot, vars))
	}
	name, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok {
		return c.operand(n.Args[0], dot, vars)
	}
	if f, ok := c.functions[name.Ident]; ok {
		return reflect.TypeOf(f).Out(0)
	}
	switch name.Ident {
	case "index":
		if len(types) > 0 && types[0] != nil && (types[0].Kind() == reflect.Slice || types[0].Kind() == reflect.Map) {
			return types[0].Elem()
		}
	case "len":
		return reflect.TypeFor[int]()
	}
	return nil
}

// operand returns the type of one argument.
func (c *checker) operand(node parse.Node, dot reflect.Type, vars variables) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.fields(dot, n.Ident, n)
	case *parse.VariableNode:
		return c.fields(vars[n.Ident[0]], n.Ident[1:], n)
	case *parse.ChainNode:
		return c.fields(c.operand(n.Node, dot, vars), n.Field, n)
	case *parse.PipeNode:
		return c.pipe(n, dot, vars)
	case *parse.IdentifierNode:
		if f, ok := c.functions[n.Ident]; ok {
			return reflect.TypeOf(f).Out(0)
		}
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	}
	return nil
}

// fields follows names from a type: each is a method, a field or a key.
func (c *checker) fields(t reflect.Type, names []string, at parse.Node) reflect.Type {
	for _, name := range names {
		if t == nil || t.Kind() == reflect.Interface {
			return nil
		}
		if method, ok := t.MethodByName(name); ok {
			t = method.Type.Out(0)
			continue
		}
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct {
			if field, ok := t.FieldByName(name); ok && field.IsExported() {
				t = field.Type
				continue
			}
		}
		if t.Kind() == reflect.Map {
			t = t.Elem()
			continue
		}
		c.fail("%s: a %v has no %s", at, t, name)
		return nil
	}
	return t
}
