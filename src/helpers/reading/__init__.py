"""Reading of hedged phrases: from 近400万元 to a value and the bounds that its words leave."""
