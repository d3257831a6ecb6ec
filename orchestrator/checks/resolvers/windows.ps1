# resolvers
